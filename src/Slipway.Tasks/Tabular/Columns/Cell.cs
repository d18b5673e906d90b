using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>What a value of a record is.</summary>
internal enum CellKind : byte
{
    /// <summary>The record does not have the column.</summary>
    Absent,

    /// <summary>The record says that there is no value.</summary>
    Null,
    Number,
    Text,
    Boolean,
    List,
    Object,

    /// <summary>A field of CSV, which may be meant as any of them.</summary>
    Field,
}

/// <summary>A value of a record as its caller wrote it: a text without its quotes, everything else as it stands.</summary>
internal readonly record struct Cell(CellKind Kind, string Text)
{
    public bool IsMissing => Kind is CellKind.Absent or CellKind.Null;

    /// <summary>For messages: short.</summary>
    public override string ToString()
    {
        if (IsMissing)
            return "missing";
        var text = Shown.Of(Text);
        return Kind is CellKind.Text or CellKind.Field ? $"\"{text}\"" : text;
    }
}
