"""Whether a text is in English."""

import re

# Words that are English and not Italian.
ENGLISH = frozenset(
    re.findall(
        "[a-z]+",
        """the is are was were of and it its to with first needed came wrong right from at by this
        that not there here what which when until while nothing answer picture pictures wire wires
        unit units board machine learned learn teach taught shown show present again letter letters
        already joined undone done kept saved stays stay must cannot one each other others pass
        passes epoch epochs correction corrections light dark drawing or if than then only such most more less
        expected got allowed called known empty missing meant have has holds read written write open
        opened found name names number numbers whole values column columns cell cells bytes damaged
        folder line lines classes shape shapes motors system invalid operation
        error errors device use used check give take put save larger smaller""",
    )
)


def english_in(text):
    """The English words of a text; quoted text was typed by a user, and commands are English."""
    begun = (
        "ci sono|c'è|nessun tipo|annullato|rifatto|[Pp]er esempio|uno di|valid[ie]|oppure|come in|insiemi|pip|"
        "^epochs|^passes"
    )
    listed = rf"({begun})[: ].*?(?=;|\. |$)"
    bare = re.sub(rf"scikit-learn|'[^' ]*'|\S*[/.]\S+|{listed}", " ", text)
    bare = re.sub(r"(unplug|course|keep|rig) [\w ]+", " ", bare)
    return sorted(set(re.findall(r"[^\W\d_]+", bare)) & ENGLISH)
