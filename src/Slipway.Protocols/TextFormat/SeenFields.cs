using Google.Protobuf.Reflection;

namespace Slipway.Protocols.TextFormat;

/// <summary>The fields that one message has had so far.</summary>
internal sealed class SeenFields
{
    private readonly Dictionary<FieldDescriptor, int> _counts = [];
    private readonly Dictionary<OneofDescriptor, string> _choices = [];

    /// <summary>Why the field may not be here (again), or null.</summary>
    public string? Refuse(FieldDescriptor field)
    {
        if (field.IsRepeated)
            return null;
        if (!_counts.TryAdd(field, 1))
            return $"'{field.Name}' is given twice; it takes one value";
        if (field.RealContainingOneof is not { } oneof || _choices.TryAdd(oneof, field.Name))
            return null;
        return $"'{field.Name}' and '{_choices[oneof]}' exclude each other ({oneof.Name}); give one of them";
    }

    /// <summary>Counts a message of a repeated field; the number of those before it.</summary>
    public int Count(FieldDescriptor field)
    {
        var before = _counts.GetValueOrDefault(field);
        _counts[field] = before + 1;
        return before;
    }
}
