using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>A flag that the server fills in: one tensor for each of its two values, shared by all requests.</summary>
internal sealed record FlagInput(string Name, SequenceControlKind Kind, Tensor False, Tensor True) : IDisposable
{
    public void Dispose()
    {
        False.Dispose();
        True.Dispose();
    }
}

/// <summary>An input that gets the sequence's id.</summary>
internal sealed record IdInput(string Name, DataType DataType, TensorShape Shape);

/// <summary>A state, and the tensor that stands for it in a sequence's first request.</summary>
internal sealed record StateTensor(TensorSpec Input, string Output, Tensor First);

/// <summary>
/// A stateful model's configuration, held against its signature by <see cref="SequencePlanReader"/>. Owns its tensors.
/// Immutable, thread-safe.
/// </summary>
internal sealed class SequencePlan : IDisposable
{
    public required TimeSpan MaxIdle { get; init; }

    public required int MaxSequences { get; init; }

    /// <summary>What callers see: the model's own signature without what the server fills in or keeps.</summary>
    public required ModelSignature Signature { get; init; }

    public required IReadOnlyList<FlagInput> Flags { get; init; }

    public required IReadOnlyList<IdInput> Ids { get; init; }

    public required IReadOnlyList<StateTensor> States { get; init; }

    /// <summary>The place of the state that an output gives, or -1.</summary>
    public int StateOf(string output)
    {
        for (var i = 0; i < States.Count; i++)
        {
            if (States[i].Output == output)
                return i;
        }

        return -1;
    }

    public void Dispose()
    {
        foreach (var flag in Flags)
        {
            flag.Dispose();
        }

        foreach (var state in States)
        {
            state.First.Dispose();
        }
    }
}
