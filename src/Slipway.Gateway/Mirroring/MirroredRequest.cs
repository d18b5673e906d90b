using Slipway.Deployment.Routing;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Mirroring;

/// <summary>A request's copy on its way, and the request's own answer to compare it with.</summary>
internal sealed class MirroredRequest(
    Call call,
    MirrorRoute mirror,
    RevisionRouting revision,
    ReplicaPlace place,
    HttpRequestMessage copy,
    HttpMessageInvoker client,
    TimeProvider time
)
{
    private readonly TaskCompletionSource<MirroredAnswer?> _own = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    private readonly Capture _capture = new(Mirror.MostBytes);
    private HttpResponseMessage? _response;

    // A copy's time is the request's; the call's own service may be another one by the time it is over.
    private readonly TimeSpan _timeout = Timers.Bounded(call.Service.Traffic.Timeout);
    private readonly string _path = call.PathAndQuery;
    private readonly bool _isGrpc = call.Surface == Surface.Grpc;

    /// <summary>The request is being answered: what is passed on is captured.</summary>
    public void Watch(HttpResponseMessage response)
    {
        _response = response;
        if (mirror.Compare is not null)
            response.Content = new CapturedContent(response.Content, _capture);
    }

    /// <summary>The request has been answered, or will not be. Must be called.</summary>
    public void Ended(Outcome outcome, string? grpcStatus)
    {
        var isAnswer = outcome == Outcome.Answered && _response is not null;
        _own.TrySetResult(isAnswer ? MirroredAnswer.Of(_response!, GrpcStatus(grpcStatus), _capture) : null);
    }

    /// <summary>Sends the copy, reads its answer, compares the two and counts what came of it.</summary>
    public async Task RunAsync()
    {
        var counters = revision.State.Mirror;
        var began = time.GetTimestamp();
        var failed = true;
        MirroredAnswer? answer = null;
        try
        {
            answer = await SendAsync();
            failed = Outcomes.IsFailure(answer.Status, answer.GrpcStatus);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Counted below.
        }
        finally
        {
            place.Replica.Counters.End(failed);
            if (place.IsTrying)
                place.Replica.Breaker.Abandon();
        }

        counters.Answered(failed, time.GetElapsedTime(began));
        if (failed || mirror.Compare is not { } rules)
            return;
        if (await _own.Task is not { Body: not null } own || answer is not { Body: not null })
            return;
        counters.Compared(await MirrorComparison.DifferenceAsync(_path, own, answer, rules));
    }

    private async Task<MirroredAnswer> SendAsync()
    {
        using var late = new CancellationTokenSource(_timeout, time);
        using var request = copy;
        using var response = await client.SendAsync(request, late.Token);
        var capture = new Capture(Mirror.MostBytes);
        await using var body = new CapturingStream(await response.Content.ReadAsStreamAsync(late.Token), capture);
        await body.CopyToAsync(Stream.Null, late.Token);
        var trailers = response.TrailingHeaders.NonValidated;
        var status =
            trailers.TryGetValues("grpc-status", out var trailer) ? trailer.ToString()
            : response.Headers.NonValidated.TryGetValues("grpc-status", out var header) ? header.ToString()
            : null;
        return MirroredAnswer.Of(response, GrpcStatus(status), capture);
    }

    private string? GrpcStatus(string? told) => _isGrpc ? told ?? "" : null;
}
