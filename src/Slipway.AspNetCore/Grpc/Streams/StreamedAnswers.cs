using Slipway.Inference;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>Answers a request of a stream; what may be answered more than once begins when its turn has come.</summary>
internal delegate IAsyncEnumerable<InferenceResponse> InferStreamed(
    InferenceRequest request,
    Task turn,
    CancellationToken cancellationToken
);

/// <summary>
/// The answers to one request, the first of them computed. Owns the request, and each answer until it is taken. For one
/// reader.
/// </summary>
internal sealed class StreamedAnswers : IAsyncDisposable
{
    private readonly InferenceRequest _request;
    private IAsyncEnumerator<InferenceResponse>? _answers;
    private InferenceResponse? _current;

    private StreamedAnswers(InferenceRequest request, IAsyncEnumerator<InferenceResponse> answers)
    {
        _request = request;
        _answers = answers;
    }

    /// <summary>Whether an answer has said that it is the last.</summary>
    public bool EndIsTold { get; private set; }

    public static async Task<StreamedAnswers> BeginAsync(
        InferStreamed infer,
        InferenceRequest request,
        Task turn,
        CancellationToken ct
    )
    {
        var answers = new StreamedAnswers(request, infer(request, turn, ct).GetAsyncEnumerator(ct));
        try
        {
            await answers.MoveNextAsync();
            return answers;
        }
        catch
        {
            await answers.DisposeAsync();
            throw;
        }
    }

    /// <summary>The answer that has come, which becomes the caller's; null after the last.</summary>
    public InferenceResponse? TakeCurrent()
    {
        var current = _current;
        _current = null;
        return current;
    }

    public async ValueTask MoveNextAsync()
    {
        if (_answers is null || !await _answers.MoveNextAsync())
            return;
        _current = _answers.Current;
        if (!_current.IsFinal)
            return;
        // Nothing follows: what the request holds is given back before the answer is written.
        EndIsTold = true;
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        TakeCurrent()?.Dispose();
        await EndAsync();
    }

    private async ValueTask EndAsync()
    {
        if (_answers is { } answers)
        {
            _answers = null;
            await answers.DisposeAsync();
        }

        _request.Dispose();
    }
}
