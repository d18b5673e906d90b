#!/usr/bin/env python3
"""Trains the digits sample and writes model.onnx and requests/ beside this file.

Needs torch, scikit-learn, onnx and numpy; about 15 seconds on one core. Prints the figures that README.md cites.
Deterministic on one machine; another processor may round differently and so end a few weights elsewhere.
"""

import io
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper
from sklearn.datasets import load_digits
from sklearn.metrics import classification_report, confusion_matrix, log_loss
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).resolve().parent
SEED = 0
EPOCHS = 60
OPSET = 13


class DigitClassifier(nn.Module):
    """Images of 8 x 8 pixels from 0 to 16 in, class logits out: the scaling is part of the model."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 32, 3, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(32 * 4 * 4, 64),
            nn.ReLU(),
            nn.Linear(64, 10),
        )

    def forward(self, image):
        return self.layers(image / 16.0)


class Served(nn.Module):
    """What is exported: probabilities, and the most probable digit."""

    def __init__(self, classifier):
        super().__init__()
        self.classifier = classifier

    def forward(self, image):
        logits = self.classifier(image)
        return torch.softmax(logits, dim=1), torch.argmax(logits, dim=1)


def shifted(images, generator):
    """The batch moved by up to one pixel in each direction: writers do not centre alike."""
    padded = nn.functional.pad(images, (1, 1, 1, 1))
    top, left = torch.randint(0, 3, (2,), generator=generator).tolist()
    return padded[:, :, top : top + 8, left : left + 8]


def train(images, labels):
    torch.manual_seed(SEED)
    generator = torch.Generator().manual_seed(SEED)
    classifier = DigitClassifier()
    optimizer = torch.optim.Adam(classifier.parameters(), lr=2e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(images), generator=generator).split(64):
            optimizer.zero_grad()
            logits = classifier(shifted(images[batch], generator))
            nn.functional.cross_entropy(logits, labels[batch]).backward()
            optimizer.step()
        schedule.step()
    return classifier.eval()


def count_parameters(module):
    return sum(p.numel() for p in module.parameters())


def export(served, accuracy):
    parameters = count_parameters(served)
    buffer = io.BytesIO()
    torch.onnx.export(
        served,
        torch.zeros(1, 1, 8, 8),
        buffer,
        input_names=["image"],
        output_names=["probabilities", "digit"],
        dynamic_axes={"image": {0: "batch"}, "probabilities": {0: "batch"}, "digit": {0: "batch"}},
        opset_version=OPSET,
    )
    model = onnx.load_model_from_string(buffer.getvalue())
    model.producer_name = "slipway-samples"
    model.producer_version = "1"
    model.graph.name = "digits"
    model.graph.doc_string = f"Three convolutions and two dense layers over an 8 x 8 image; {parameters:,} parameters."
    model.doc_string = "The handwritten digit that an 8 x 8 grey image with values from 0 to 16 shows."
    helper.set_model_props(
        model,
        {
            "data": "UCI Optical Recognition of Handwritten Digits via scikit-learn, CC BY 4.0, doi:10.24432/C50P49",
            "trained_with": f"PyTorch {torch.__version__}",
            "test_accuracy": f"{accuracy:.4f}",
        },
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def write_case(name, served, images):
    """A request in Open Inference V2 JSON, and what PyTorch answers to it."""
    with torch.no_grad():
        probabilities, digits = served(images)
    request = {
        "inputs": [
            {
                "name": "image",
                "shape": list(images.shape),
                "datatype": "FP32",
                "data": [int(v) for v in images.flatten().tolist()],
            }
        ]
    }
    expected = {
        "outputs": [
            {
                "name": "probabilities",
                "shape": list(probabilities.shape),
                "datatype": "FP32",
                "data": [float(f"{v:.9g}") for v in probabilities.flatten().tolist()],
            },
            {"name": "digit", "shape": list(digits.shape), "datatype": "INT64", "data": digits.tolist()},
        ]
    }
    for suffix, body in ((".json", request), (".expected.json", expected)):
        (HERE / "requests" / (name + suffix)).write_text(json.dumps(body) + "\n")


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    x, y = load_digits(return_X_y=True)
    x = x.reshape(-1, 1, 8, 8).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.25, stratify=y, random_state=SEED)
    classifier = train(torch.from_numpy(train_x), torch.from_numpy(train_y))

    served = Served(classifier).eval()
    with torch.no_grad():
        probabilities, predicted = (output.numpy() for output in served(torch.from_numpy(test_x)))
    accuracy = (predicted == test_y).mean()

    onnx.save(export(served, accuracy), HERE / "model.onnx")
    (HERE / "requests").mkdir(exist_ok=True)
    first_of_each = torch.from_numpy(np.stack([test_x[test_y == digit][0] for digit in range(10)]))
    write_case("seven", served, first_of_each[7:8])
    write_case("ten-digits", served, first_of_each)

    print(f"parameters         {count_parameters(classifier)}")
    print(f"held-out accuracy  {accuracy:.4f} ({(predicted == test_y).sum()} of {len(test_y)})")
    print(f"held-out log loss  {log_loss(test_y, probabilities):.4f}")
    print("confusion matrix (rows: truth)")
    print(confusion_matrix(test_y, predicted))
    print(classification_report(test_y, predicted, digits=3))


if __name__ == "__main__":
    main()
