"""UserSettings: what a file can set, and one line for each mistake."""

import pytest

from mark1.errors import ConfigError, StorageError
from mark1.gui.visitor.settings import UserSettings, control_names, read


def write(tmp_path, text):
    path = tmp_path / "wall.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_file_sets_only_what_it_names(tmp_path):
    text = 'language = "it"\nhide = ["teacher.reset", "keys.quit"]\nkiosk = true\nidle_s = 90\n'
    wanted = UserSettings(language="it", hide=("teacher.reset", "keys.quit"), kiosk=True, idle_s=90)
    assert read(write(tmp_path, text)) == wanted
    assert read(write(tmp_path, "")) == UserSettings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('hide = ["teacher.rest"]', "hide: unknown name 'teacher.rest'. Did you mean 'teacher.reset'"),
        ('them = "normal"', "unknown setting 'them'. Did you mean 'theme'"),
        ('theme = "dark"', "theme: unknown name 'dark' .valid: normal, high-contrast, large-text"),
        ('language = "fr"', "language: unknown name 'fr'"),
        ("theme = 3", "theme: expected a text, got 3"),
        ('kiosk = "yes"', "kiosk: expected true or false"),
        ("idle_s = true", "idle_s: expected a number"),
        ("screen = true", "screen: expected a whole number, got True"),
        ("idle_s = 0", "idle_s: expected 1 to 86400 seconds, got 0"),
        ("step_s = nan", "step_s: expected 1 to 86400 seconds"),
        ("hide = [1]", "hide: expected a list of names"),
        ("idle_s = ", "not a settings file"),
    ],
)
def test_a_mistake_is_one_line_with_the_file_and_the_nearest_name(tmp_path, text, message):
    path = write(tmp_path, text)
    with pytest.raises(ConfigError, match=message) as error:
        read(path)
    assert path in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(StorageError):
        read(str(tmp_path / "no.toml"))


def test_any_control_can_be_hidden_and_its_key_with_it(visit):
    import pygame

    everything = visit()
    keys = {control.key for control in everything.wall.controls}
    assert keys <= set(control_names())
    for group in range(6):
        hidden = tuple(sorted(keys)[group::6])
        one = visit(settings=UserSettings(hide=hidden))
        assert {control.key for control in one.wall.controls} == keys - set(hidden)
        one.operator.close()
    one = visit(settings=UserSettings(hide=("teacher.train", "keys.teach")))
    one.press(pygame.K_t, pygame.KMOD_LCTRL).press(pygame.K_t, pygame.KMOD_LSHIFT)
    assert not one.lines
