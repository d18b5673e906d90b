using System.Text.Json;
using Slipway.Deployment.Pipelines;

namespace Slipway.Gateway.Pipelines.Tensors;

/// <summary>
/// A value of a pipeline as a tensor of Open Inference: lists within lists, whose lengths are its shape, or an object with
/// <c>data</c> and, of <c>datatype</c> and <c>shape</c>, what is not to be the model's or the data's own.
/// </summary>
internal readonly ref struct TensorValue
{
    private const int MaxRank = 32;

    private readonly string? _datatype;
    private readonly List<long>? _shape;
    private readonly JsonElement _data;

    /// <exception cref="FormatException">It is no tensor; the message says why.</exception>
    public TensorValue(JsonElement value)
    {
        _data = value;
        if (value.ValueKind != JsonValueKind.Object)
            return;
        _data = value.MemberOrNothing("data");
        if (_data.ValueKind == JsonValueKind.Undefined)
            throw new FormatException("an object has the tensor's 'data', and may have 'datatype' and 'shape'");
        var datatype = value.MemberOrNothing("datatype");
        if (datatype.ValueKind != JsonValueKind.Undefined)
            _datatype = datatype.TextOrNull() ?? throw new FormatException("'datatype' is a text such as FP32");
        var shape = value.MemberOrNothing("shape");
        if (shape.ValueKind != JsonValueKind.Undefined)
            _shape = ReadShape(shape);
    }

    /// <summary>Writes it as an element of a request's <c>inputs</c>.</summary>
    /// <param name="writer">Stands in the list.</param>
    /// <param name="name">The input's.</param>
    /// <param name="input">What the model says of it; null where it says nothing.</param>
    /// <exception cref="FormatException">It has no datatype, or its lists have no shape.</exception>
    public void Write(Utf8JsonWriter writer, string name, ModelInput? input)
    {
        var datatype = _datatype ?? input?.Datatype ?? throw new FormatException("the model has no such input");
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("datatype", datatype);
        writer.WriteStartArray("shape");
        foreach (var dimension in _shape ?? Fit(ShapeOf(_data), input))
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("data");
        if (_data.ValueKind == JsonValueKind.Array)
        {
            _data.CopyTo(writer);
        }
        else
        {
            writer.WriteStartArray();
            _data.CopyTo(writer);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // The first of each list stands for all; the server counts.
    private static List<long> ShapeOf(JsonElement data)
    {
        var shape = new List<long>();
        for (var inner = data; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            if (shape.Count == MaxRank)
                throw new FormatException($"a tensor has at most {MaxRank} dimensions");
            shape.Add(inner.GetArrayLength());
            if (inner.GetArrayLength() == 0)
                break;
        }

        if (data.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            throw new FormatException("there is nothing");
        return shape;
    }

    // One row, where the model takes rows; and of an empty list, what the model says of the dimensions within.
    private static List<long> Fit(List<long> shape, ModelInput? input)
    {
        if (input is null)
            return shape;
        if (shape.Count + 1 == input.Shape.Count && input.Shape[0] is -1 or 1 && !shape.Contains(0))
            shape.Insert(0, 1);
        if (shape.Contains(0))
            shape.AddRange(input.Shape.Skip(shape.Count).Select(dimension => Math.Max(dimension, 0)));
        return shape;
    }

    private static List<long> ReadShape(JsonElement shape)
    {
        if (shape.ValueKind != JsonValueKind.Array || shape.GetArrayLength() > MaxRank)
            throw new FormatException($"'shape' is a list of at most {MaxRank} numbers");
        return
        [
            .. shape
                .EnumerateArray()
                .Select(dimension =>
                    dimension.ValueKind == JsonValueKind.Number && dimension.TryGetInt64(out var number) && number >= 0
                        ? number
                        : throw new FormatException("'shape' is a list of whole numbers of 0 or more")
                ),
        ];
    }
}
