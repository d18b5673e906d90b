#!/usr/bin/env python3
"""Trains the iris sample and writes model.onnx and requests/ beside this file.

Needs scikit-learn, onnx and numpy. Prints the figures that README.md cites. Deterministic.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import sklearn
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, confusion_matrix, log_loss
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
SEED = 1
OPSET = 13
SPECIES = ["setosa", "versicolor", "virginica"]


def new_classifier():
    return make_pipeline(StandardScaler(), LogisticRegression(C=10, max_iter=1000))


def build_model(scaler, regression, accuracy):
    """The fitted pipeline as plain ONNX operators: (x - mean) / scale, Gemm, Softmax, ArgMax, Gather on the names."""
    weights = {
        "mean": scaler.mean_.astype(np.float32),
        "scale": scaler.scale_.astype(np.float32),
        "coefficients": regression.coef_.astype(np.float32),
        "intercept": regression.intercept_.astype(np.float32),
    }
    initializers = [numpy_helper.from_array(value, name) for name, value in weights.items()]
    initializers.append(
        helper.make_tensor("names", TensorProto.STRING, [len(SPECIES)], [s.encode() for s in SPECIES])
    )
    nodes = [
        helper.make_node("Sub", ["measurements", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "scale"], ["standardised"]),
        helper.make_node("Gemm", ["standardised", "coefficients", "intercept"], ["logits"], transB=1),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        helper.make_node("ArgMax", ["logits"], ["index"], axis=1, keepdims=0),
        helper.make_node("Gather", ["names", "index"], ["species"], axis=0),
    ]
    graph = helper.make_graph(
        nodes,
        "iris",
        [helper.make_tensor_value_info("measurements", TensorProto.FLOAT, ["batch", 4])],
        [
            helper.make_tensor_value_info("species", TensorProto.STRING, ["batch"]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", 3]),
        ],
        initializers,
        doc_string="Multinomial logistic regression over four standardised flower measurements.",
    )
    model = helper.make_model(
        graph,
        producer_name="slipway-samples",
        producer_version="1",
        ir_version=8,
        opset_imports=[helper.make_opsetid("", OPSET)],
        doc_string="Species of an iris flower from its sepal and petal measurements in centimetres.",
    )
    helper.set_model_props(
        model,
        {
            "data": "UCI Iris via scikit-learn, CC BY 4.0, doi:10.24432/C56C76",
            "trained_with": f"scikit-learn {sklearn.__version__}",
            "test_accuracy": f"{accuracy:.4f}",
        },
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def write_case(name, classifier, rows):
    """A request in Open Inference V2 JSON, and what scikit-learn answers to it."""
    rows = np.asarray(rows, np.float32)
    probabilities = classifier.predict_proba(rows)
    data = [round(float(v), 1) for v in rows.ravel()]
    request = {"inputs": [{"name": "measurements", "shape": list(rows.shape), "datatype": "FP32", "data": data}]}
    expected = {
        "outputs": [
            {
                "name": "species",
                "shape": [len(rows)],
                "datatype": "BYTES",
                "data": [SPECIES[i] for i in probabilities.argmax(axis=1)],
            },
            {
                "name": "probabilities",
                "shape": list(probabilities.shape),
                "datatype": "FP32",
                "data": [float(f"{v:.9g}") for v in probabilities.ravel()],
            },
        ]
    }
    for suffix, body in ((".json", request), (".expected.json", expected)):
        (HERE / "requests" / (name + suffix)).write_text(json.dumps(body) + "\n")


def main():
    x, y = load_iris(return_X_y=True)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.3, stratify=y, random_state=SEED)
    classifier = new_classifier().fit(train_x, train_y)
    probabilities = classifier.predict_proba(test_x)
    predicted = probabilities.argmax(axis=1)
    accuracy = (predicted == test_y).mean()

    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=10, random_state=0)
    cross_validated = cross_val_score(new_classifier(), x, y, cv=folds)

    model = build_model(classifier[0], classifier[1], accuracy)
    onnx.save(model, HERE / "model.onnx")
    (HERE / "requests").mkdir(exist_ok=True)
    first_of_each = [test_x[test_y == species][0] for species in range(3)]
    write_case("setosa", classifier, first_of_each[:1])
    write_case("one-of-each", classifier, first_of_each)

    print(f"held-out accuracy  {accuracy:.4f} ({(predicted == test_y).sum()} of {len(test_y)})")
    print(f"held-out log loss  {log_loss(test_y, probabilities):.4f}")
    print(f"cross-validation   {cross_validated.mean():.4f} +- {cross_validated.std():.4f} (10 x 5 folds)")
    print("confusion matrix (rows: truth)")
    print(confusion_matrix(test_y, predicted))
    print(classification_report(test_y, predicted, target_names=SPECIES, digits=3))


if __name__ == "__main__":
    main()
