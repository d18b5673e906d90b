using System.Runtime.CompilerServices;
using Slipway.Inference;
using Slipway.Serving.Inference.Classification;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Scheduling.Streams;
using Slipway.Serving.Telemetry;

namespace Slipway.Serving.Inference;

public sealed partial class DataPlane
{
    /// <summary>
    /// Answers one request with as many responses as the model gives to it, which most do once. What is thrown is thrown
    /// where a response is asked for. The request stays the caller's to dispose, after the enumeration; the version cannot
    /// be unloaded before its end.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="turn">
    /// What a model that answers more than once waits for before it begins: it holds a place as long as its answers are
    /// read, which may be after those of others. Null where nothing is in front.
    /// </param>
    /// <param name="cancellationToken">The caller's.</param>
    public async IAsyncEnumerable<InferenceResponse> InferManyAsync(
        InferenceRequest request,
        Task? turn,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var call = new StrongBox<InferenceCall>(telemetry.Start(request.Model, request.Id));
        var isCounted = false;
        // What is said of a reader who leaves before the end.
        Exception failure = new OperationCanceledException();
        try
        {
            await using var responses = AnswerAsync(call, request, turn, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            var timings = default(InferenceTimings);
            while (true)
            {
                try
                {
                    if (!await responses.MoveNextAsync().ConfigureAwait(false))
                        break;
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }

                var response = responses.Current;
                timings = timings.And(response.Timings);
                if (response.IsFinal)
                {
                    telemetry.Succeeded(ref call.Value, timings);
                    isCounted = true;
                }

                yield return response;
            }

            if (!isCounted)
                telemetry.Succeeded(ref call.Value, timings);
            isCounted = true;
        }
        finally
        {
            if (!isCounted)
                telemetry.Failed(ref call.Value, failure);
        }
    }

    private async IAsyncEnumerable<InferenceResponse> AnswerAsync(
        StrongBox<InferenceCall> call,
        InferenceRequest request,
        Task? turn,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var handle = await LeaseAsync(request.Model, cancellationToken).ConfigureAwait(false);
        call.Value.Answers(handle);
        var responses = Open(ref call.Value, request, handle, turn, cancellationToken);
        await foreach (var response in responses.ConfigureAwait(false))
        {
            Stamp(response, request, handle);
            yield return response;
        }
    }

    private IAsyncEnumerable<InferenceResponse> Open(
        ref InferenceCall call,
        InferenceRequest request,
        ServableHandle handle,
        Task? turn,
        CancellationToken cancellationToken
    )
    {
        if (handle.Scheduler is not IStreamScheduler scheduler)
            return OnceAsync(ExecuteAsync(ref call, request, handle, cancellationToken));
        var signature = Check(ref call, request, handle);
        var isClassified = OutputClassification.IsAsked(request, handle.ModelName, signature);
        return StreamAsync(request, handle, scheduler, turn, isClassified, cancellationToken);
    }

    private static async IAsyncEnumerable<InferenceResponse> OnceAsync(ValueTask<InferenceResponse> answer)
    {
        yield return await answer.ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<InferenceResponse> StreamAsync(
        InferenceRequest request,
        ServableHandle handle,
        IStreamScheduler scheduler,
        Task? turn,
        bool isClassified,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (turn is not null)
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var responses = RequestTimeout.Of(request, handle.Package.Config) is { } timeout
            ? RequestTimeout.StreamAsync(request, handle, scheduler, timeout, cancellationToken)
            : scheduler.StreamAsync(request, cancellationToken);
        await foreach (var response in responses.ConfigureAwait(false))
        {
            if (isClassified)
                Classify(request, response, handle);
            yield return response;
        }
    }
}
