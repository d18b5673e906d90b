using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>How one value becomes elements of a tensor. Thread-safe.</summary>
internal abstract class ColumnEncoder
{
    /// <summary>Elements that a value becomes; 0 where it is a list of any length.</summary>
    public virtual int Width => 1;

    /// <summary>What is taken, for messages: "a number".</summary>
    public abstract string Expected { get; }

    /// <summary>What is taken, as JSON Schema.</summary>
    public abstract JsonObject Schema { get; }

    /// <summary>A value to show.</summary>
    public abstract JsonNode Example { get; }

    /// <summary>Writes a value that is there.</summary>
    /// <param name="cell">The value.</param>
    /// <param name="rows">The tensor.</param>
    /// <param name="at">The element that it begins at; texts are appended.</param>
    /// <returns>False where it is not what is taken.</returns>
    public abstract bool TryWrite(Cell cell, InputRows rows, int at);

    /// <summary>Writes what stands for no value.</summary>
    /// <returns>False where nothing can.</returns>
    public virtual bool TryWriteNaN(InputRows rows, int at) => false;
}
