using Slipway.Inference;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>
/// Lets the requests of a stream that belong to one sequence be computed one after another, in the order they came;
/// others do not wait. Used by the stream's reader alone.
/// </summary>
internal sealed class SequenceOrder
{
    private const string SequenceId = "sequence_id";

    // Sequences that have nothing in flight are forgotten when there are many of them.
    private const int Many = 64;

    private readonly Dictionary<(string Model, string Id), Task> _last = [];

    /// <summary>Begins a request now, or when the one before it in its sequence has ended.</summary>
    public Task<T> Run<T>(InferenceRequest request, Func<Task<T>> begin)
    {
        if (IdOf(request) is not { } id)
            return begin();
        if (_last.Count >= Many)
            Forget();
        var key = (request.Model.Name, id);
        var answer = _last.TryGetValue(key, out var previous) ? BeginAfterAsync(previous, begin) : begin();
        _last[key] = answer;
        return answer;
    }

    // As the extension has it, 0 and the empty text are no sequence.
    private static string? IdOf(InferenceRequest request) =>
        request.Parameters?.TryGet(SequenceId, out var value) == true && value.ToString() is { } id and not ("" or "0")
            ? id
            : null;

    private static async Task<T> BeginAfterAsync<T>(Task previous, Func<Task<T>> begin)
    {
        // How it ended does not matter here: what follows a failure in a sequence is the model's to say.
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await begin();
    }

    private void Forget()
    {
        foreach (var (key, last) in _last)
        {
            if (last.IsCompleted)
                _last.Remove(key);
        }
    }
}
