using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>The class of a record, and how probable each is: <c>label</c>, <c>score</c>, <c>probabilities</c>.</summary>
/// <param name="label">The output that is the class; null where it is the most probable one.</param>
/// <param name="probabilities">The output with a probability for each class; null where there is none.</param>
/// <param name="labels">The classes in the order of the probabilities; empty where they are not known.</param>
internal sealed class ClassPart(string? label, string? probabilities, IReadOnlyList<string> labels) : AnswerPart
{
    public IReadOnlyList<string> Labels => labels;

    public override IEnumerable<string> Outputs =>
        label is null ? [probabilities!]
        : probabilities is null ? [label]
        : [label, probabilities];

    public override void Describe(JsonObject properties)
    {
        properties["label"] =
            labels.Count > 0
                ? new JsonObject { ["enum"] = new JsonArray([.. labels.Select(name => (JsonNode)name)]) }
                : new JsonObject { ["type"] = new JsonArray("string", "integer", "boolean") };
        properties["label"]!["description"] = "The class.";
        if (probabilities is null)
            return;
        properties["score"] = new JsonObject { ["type"] = "number", ["description"] = "The probability of the class." };
        properties["probabilities"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "The probability of each class.",
            ["additionalProperties"] = new JsonObject { ["type"] = "number" },
        };
    }

    public override AnswerRows Read(OutputTensors outputs) =>
        new ClassRows(
            label is null ? null : outputs.Find(label),
            probabilities is null ? null : outputs.Find(probabilities),
            labels
        );
}
