"""A registry file like METABRIC's clinical table: the columns of the shipped mapping, invented people."""

import csv
import json
from pathlib import Path
from random import Random

from bench.places import ROOT

MAPPING = ROOT / "quancheng" / "interfaces" / "spreadsheets" / "mappings" / "metabric.json"
MISSING = 0.04


def write_registry(path: Path, rows: int) -> None:
    """A TSV with so many people; the same for the same number."""
    chance = Random("bench:registry")
    columns = [column["name"] for column in json.loads(MAPPING.read_text(encoding="utf-8"))["columns"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, dialect="excel-tab", restval="NA")
        writer.writeheader()
        writer.writerows(_row(chance, number) for number in range(rows))


def _row(chance: Random, number: int) -> dict[str, str]:
    conserving, dead = chance.random() < 0.4, chance.random() < 0.45
    months = chance.uniform(6, 240)
    relapse = chance.random() < 0.35
    found = {
        "Sex": "Female",
        "Primary Tumor Laterality": chance.choice(["Left", "Right"]),
        "Cancer Type Detailed": "Breast Invasive Ductal Carcinoma",
        "Tumor Other Histologic Subtype": "Ductal/NST",
        "Neoplasm Histologic Grade": str(chance.randint(1, 3)),
        "ER status measured by IHC": chance.choice(["Positve", "Positve", "Positve", "Negative"]),
        "PR Status": chance.choice(["Positive", "Negative"]),
        "HER2 Status": chance.choice(["Negative", "Negative", "Negative", "Negative", "Positive"]),
        "Tumor Size": str(chance.randint(5, 60)),
        "Lymph nodes examined positive": str(chance.choice([0, 0, 0, 1, 2, 5])),
        "Tumor Stage": str(chance.randint(1, 3)),
        "Type of Breast Surgery": "BREAST CONSERVING" if conserving else "MASTECTOMY",
        "Chemotherapy": chance.choice(["YES", "NO", "NO", "NO"]),
        "Radio Therapy": "YES" if conserving else chance.choice(["YES", "NO"]),
        "Hormone Therapy": chance.choice(["YES", "YES", "NO"]),
    }
    found = {name: value for name, value in found.items() if name == "Sex" or chance.random() > MISSING}
    causes = ("Died of Disease", "Died of Other Causes")
    return found | {
        "Patient ID": f"BN-{number:05d}",
        "Age at Diagnosis": f"{chance.uniform(28, 88):.2f}",
        "Relapse Free Status": "1:Recurred" if relapse else "0:Not Recurred",
        "Relapse Free Status (Months)": f"{months * (0.6 if relapse else 1):.1f}",
        "Overall Survival Status": "1:DECEASED" if dead else "0:LIVING",
        "Overall Survival (Months)": f"{months:.1f}",
        "Patient's Vital Status": chance.choice(causes) if dead else "Living",
    }
