using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Tensors;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>A value of the answer under a name of its own: an element of an output's row, or the whole row.</summary>
/// <param name="name">The member of the answer.</param>
/// <param name="output">The output.</param>
/// <param name="type">Its datatype.</param>
/// <param name="index">The element; null for the whole row, which is a list where it is one.</param>
/// <param name="isList">Whether the whole row is a list even where it has one element.</param>
/// <param name="description">For people, with the unit.</param>
internal sealed class ValuePart(string name, string output, DataType type, int? index, bool isList, string? description)
    : AnswerPart
{
    public override IEnumerable<string> Outputs => [output];

    public override void Describe(JsonObject properties)
    {
        var value = new JsonObject
        {
            ["type"] = type switch
            {
                DataType.Bytes => "string",
                DataType.Bool => "boolean",
                DataType.Fp16 or DataType.Fp32 or DataType.Fp64 => "number",
                _ => "integer",
            },
        };
        if (isList)
            value = new JsonObject { ["type"] = "array", ["items"] = value };
        if (description is not null)
            value["description"] = description;
        properties[name] = value;
    }

    public override AnswerRows Read(OutputTensors outputs) => new Rows(name, outputs.Find(output), index, isList);

    private sealed class Rows(string name, TensorValues values, int? index, bool isList) : AnswerRows
    {
        private bool IsList => isList || (index is null && values.Width != 1);

        public override IEnumerable<string> Header =>
            IsList ? Enumerable.Range(0, values.Width).Select(at => $"{name}_{at}") : [name];

        public override IEnumerable<string> Fields(int row) =>
            IsList
                ? Enumerable.Range(0, values.Width).Select(at => values.TextAt((row * values.Width) + at))
                : [values.TextAt(At(row))];

        public override void WriteMembers(Utf8JsonWriter writer, int row)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, row);
        }

        public override void WriteValue(Utf8JsonWriter writer, int row)
        {
            if (!IsList)
            {
                values.Write(writer, At(row));
                return;
            }

            writer.WriteStartArray();
            for (var at = 0; at < values.Width; at++)
            {
                values.Write(writer, (row * values.Width) + at);
            }

            writer.WriteEndArray();
        }

        private int At(int row) => (row * values.Width) + Math.Min(index ?? 0, values.Width - 1);
    }
}
