using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Slipway.Gateway.Forwarding;

namespace Slipway.Gateway.Telemetry;

/// <summary>
/// The source of the gateway's traces and meters. What is counted of revisions anyway is not counted here again: it is read when
/// somebody asks (<see cref="TrafficInstruments"/>, <see cref="TrafficExposition"/>).
/// </summary>
internal static class GatewayTelemetry
{
    public const string Name = "Slipway.Gateway";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "slipway.gateway.refusals",
        "{request}",
        "Requests that the gateway answered itself, by the status of HTTP."
    );

    /// <summary>Null where nobody wants to know.</summary>
    public static Activity? Begin(Call call)
    {
        if (Source.StartActivity("forward", ActivityKind.Client) is not { } activity)
            return null;
        activity.DisplayName = $"forward {call.Service.Name}";
        activity.SetTag("slipway.service", call.Service.Name);
        return activity;
    }

    public static void End(Activity? activity, Call call, bool failed)
    {
        if (activity is null)
            return;
        activity.SetTag("slipway.revision", call.At.Revision.Number);
        activity.SetTag("slipway.replica", call.At.Replica.Name);
        if (call.Retries > 0)
            activity.SetTag("slipway.retries", call.Retries);
        if (failed)
            activity.SetStatus(ActivityStatusCode.Error);
        activity.Dispose();
    }

    public static void Refused(int status)
    {
        if (Refusals.Enabled)
            Refusals.Add(1, new KeyValuePair<string, object?>("status", status.ToString(CultureInfo.InvariantCulture)));
    }
}
