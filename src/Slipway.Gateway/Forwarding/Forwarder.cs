using System.Net;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Gateway.Forwarding;

/// <summary>Has a request answered by a replica of a service, or says why not.</summary>
internal sealed class Forwarder(IHttpForwarder forwarder, Dispatcher dispatcher, TimeProvider time)
{
    // Only its length matters to the forwarder; the address is the dispatcher's.
    private const string Prefix = "http://replica";

    // Ends nothing before the call's own time does.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    private static readonly ForwarderRequestConfig Rest = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = Longest,
    };

    private static readonly ForwarderRequestConfig Grpc = Rest with { Version = HttpVersion.Version20 };

    /// <param name="context">The request; nothing of its body has been taken.</param>
    /// <param name="surface">How its caller speaks.</param>
    /// <param name="service">Whose it is.</param>
    /// <param name="pathAndQuery">What is asked of the replica, escaped.</param>
    public async Task ForwardAsync(HttpContext context, Surface surface, ServiceRouting service, string pathAndQuery)
    {
        var call = new Call
        {
            Service = service,
            Surface = surface,
            PathAndQuery = pathAndQuery,
            Headers = context.Request.Headers,
            Arrived = time.GetTimestamp(),
        };
        var state = service.State;
        state.Concurrency.Enter();
        var deadline = Deadline.Start(service.Traffic.Timeout);
        try
        {
            if (await dispatcher.AdmitAsync(call, context.RequestAborted) is { } refusal)
                await FailureWriter.WriteAsync(context, surface, refusal);
            else
                await ForwardAsync(context, call, deadline);
        }
        finally
        {
            deadline.Return();
            state.Concurrency.Leave();
        }
    }

    private async Task ForwardAsync(HttpContext context, Call call, Deadline deadline)
    {
        var exchange = new Exchange(call);
        var outcome = Outcome.Failed;
        try
        {
            using var invoker = new CallInvoker(dispatcher, call);
            var config = call.Surface == Surface.Grpc ? Grpc : Rest;
            var error = await forwarder.SendAsync(context, Prefix, invoker, config, exchange, deadline.Token);
            outcome = Outcomes.Of(error, exchange, deadline.IsCancellationRequested);
        }
        finally
        {
            dispatcher.Complete(call, outcome);
        }

        if (exchange.Status == 0 && outcome == Outcome.Failed)
            await FailureWriter.WriteAsync(
                context,
                call.Surface,
                Outcomes.RefusalOf(context, call, deadline.IsCancellationRequested)
            );
    }
}
