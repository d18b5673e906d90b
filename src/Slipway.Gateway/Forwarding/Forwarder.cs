using System.Net;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Mirroring;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Statistics;
using Slipway.Gateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Has a request answered by a replica of a service, or says why not: its body is kept where that is allowed, a place is taken,
/// the request is sent and the answer passed on, and what became of it is counted.
/// </summary>
internal sealed class Forwarder(
    IHttpForwarder forwarder,
    Dispatcher dispatcher,
    RequestBodies bodies,
    RequestGate gate,
    Draining draining,
    Mirror mirror,
    TimeProvider time,
    ILogger<Forwarder> log
)
{
    // Only its length matters to the forwarder; the address is the dispatcher's.
    private const string Prefix = "http://replica";

    private static readonly ForwarderRequestConfig Rest = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        // The call's own time ends it.
        ActivityTimeout = Timers.Longest,
    };

    private static readonly ForwarderRequestConfig Grpc = Rest with { Version = HttpVersion.Version20 };

    public async Task ForwardAsync(HttpContext context, Inbound inbound)
    {
        if (!gate.TryEnter())
        {
            await FailureWriter.WriteAsync(context, inbound.Surface, gate.Refusal);
            return;
        }

        var state = inbound.Service.State;
        state.Concurrency.Enter();
        var call = new Call
        {
            Service = inbound.Service,
            Surface = inbound.Surface,
            PathAndQuery = inbound.PathAndQuery,
            Headers = context.Request.Headers,
            Arrived = time.GetTimestamp(),
            Patience = CallerDeadline.Read(context.Request.Headers, inbound.Surface),
            Caller = inbound.Service.Traffic.Sticky is { } sticky ? Stickiness.Of(context, sticky) : null,
            IsInference = inbound.IsInference,
            IsMirrored = inbound is { IsInference: true, IsOpenEnded: false } && mirror.Draws(inbound.Service),
        };
        var deadline = Deadline.Start(TimeOf(call, inbound));
        try
        {
            var refusal =
                await bodies.KeepAsync(context, call, inbound)
                ?? await dispatcher.AdmitAsync(call, context.RequestAborted, deadline.Token);
            if (refusal is not null)
                await FailureWriter.WriteAsync(context, call.Surface, refusal);
            else
                await SendAsync(context, call, inbound, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            await FailureWriter.WriteAsync(context, call.Surface, Refusals.TimedOut(call));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller has gone, and nobody is left to be told.
            context.Abort();
        }
        catch (Exception e)
        {
            log.Broke(e, call.Service.Name);
            await FailureWriter.WriteAsync(context, call.Surface, Refusals.Broken);
        }
        finally
        {
            call.Body?.Release();
            deadline.Return();
            state.Concurrency.Leave();
            gate.Leave();
        }
    }

    private async Task SendAsync(HttpContext context, Call call, Inbound inbound, Deadline deadline)
    {
        var exchange = new Exchange(call, time);
        var outcome = Outcome.Failed;
        var activity = GatewayTelemetry.Begin(call);
        var error = ForwarderError.Request;
        try
        {
            using var invoker = new CallInvoker(dispatcher, mirror, call);
            var config = call.Surface == Surface.Grpc ? Grpc : Rest;
            if (inbound.IsOpenEnded)
                config = config with { ActivityTimeout = Timers.Bounded(call.Service.Traffic.Timeout) };
            var ends = deadline.Token;
            using var either = inbound.IsStream
                ? CancellationTokenSource.CreateLinkedTokenSource(ends, draining.EndOfStreams)
                : null;
            ends = either?.Token ?? ends;
            error = await forwarder.SendAsync(context, Prefix, invoker, config, exchange, ends);
            outcome = Outcomes.Of(error, exchange, deadline.IsCancellationRequested);
        }
        finally
        {
            dispatcher.Complete(call, outcome, exchange.GrpcStatusText);
            GatewayTelemetry.End(activity, call, outcome == Outcome.Failed);
        }

        // Also where an answer began that broke before anything of it was passed on.
        if (error != ForwarderError.None && !context.Response.HasStarted)
            await Outcomes.TellAsync(context, call, deadline.IsCancellationRequested);
    }

    private static TimeSpan TimeOf(Call call, Inbound inbound)
    {
        var ours = inbound.IsOpenEnded ? Timers.Longest : call.Service.Traffic.Timeout;
        return Timers.Bounded(call.Patience is { } callers && callers < ours ? callers : ours);
    }
}
