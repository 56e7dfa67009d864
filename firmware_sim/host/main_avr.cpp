// What the Arduino core adds to a sketch, for a build with avr-gcc alone.
void setup();
void loop();

int main() {
    setup();
    for (;;) loop();
}
