using System.Text;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>What a request says of its sequence (Triton's "Sequence Extension").</summary>
internal readonly record struct SequenceCall(SequenceKey Key, bool IsStart, bool IsEnd)
{
    // Triton's limit; it also bounds what a live sequence can hold on to.
    private const int MaxIdBytes = 128;

    /// <exception cref="ServingException">InvalidArgument: no id, or a parameter of the wrong kind.</exception>
    public static SequenceCall Read(InferenceRequest request, string model)
    {
        var key = Id(request, model);
        if (key.IsNone)
        {
            throw ServingException.InvalidArgument(
                $"inference request to model '{model}' must specify a non-zero or non-empty correlation ID: the "
                    + "parameter 'sequence_id', a number or a text that all requests of one sequence share."
            );
        }

        return new SequenceCall(key, Flag(request, "sequence_start", model), Flag(request, "sequence_end", model));
    }

    private static SequenceKey Id(InferenceRequest request, string model)
    {
        if (request.Parameters?.TryGet("sequence_id", out var value) != true)
            return default;
        if (value.AsString is { } text)
        {
            return Encoding.UTF8.GetByteCount(text) <= MaxIdBytes
                ? new SequenceKey(0, text)
                : throw ServingException.InvalidArgument(
                    $"The 'sequence_id' of a request to model '{model}' is over {MaxIdBytes} bytes; use a shorter text."
                );
        }

        // gRPC has no unsigned parameter in its older form: clients send a large id as the signed number of its bits.
        return value.AsUInt64 is { } number ? new SequenceKey(number, null)
            : value.AsInt64 is { } bits ? new SequenceKey(unchecked((ulong)bits), null)
            : throw ServingException.InvalidArgument(
                $"The parameter 'sequence_id' of a request to model '{model}' is '{value}'; it must be an unsigned "
                    + "64-bit integer or a text."
            );
    }

    private static bool Flag(InferenceRequest request, string name, string model)
    {
        if (!request.Parameters!.TryGet(name, out var value))
            return false;
        return value.AsBoolean
            ?? throw ServingException.InvalidArgument(
                $"The parameter '{name}' of a request to model '{model}' is '{value}'; it must be true or false."
            );
    }
}
