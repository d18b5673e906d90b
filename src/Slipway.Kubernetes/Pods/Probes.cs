using k8s.Models;
using Slipway.Deployment.Manifest;

namespace Slipway.Kubernetes.Pods;

/// <summary>
/// Start-up and liveness ask whether the server runs, readiness whether its models answer: a start-up probe on readiness would make of
/// a model that does not load a crash loop, which hides why.
/// </summary>
internal static class Probes
{
    private const string Live = "/v2/health/live";
    private const string Ready = "/v2/health/ready";
    private const string GatewayLive = "/livez";
    private const string GatewayReady = "/readyz";
    private const int ReadyFailures = 3;

    public static void AddTo(V1Container container, HealthConfig health)
    {
        var period = Seconds(health.Interval);
        var timeout = Seconds(health.Timeout);
        container.StartupProbe = Probe(Live, period, timeout, Times(health.StartTimeout, period));
        container.LivenessProbe = Probe(Live, period, timeout, Math.Max(1, health.Failures));
        container.ReadinessProbe = Probe(Ready, period, timeout, ReadyFailures);
    }

    /// <summary>
    /// Of the gateway: it is ready when it knows its routes, and no more when it begins to stop. <c>/v2/health/ready</c> is the fleet's
    /// readiness, and one service that is down must not take the others' front door away, nor a service that asks others through the
    /// gateway wait for itself.
    /// </summary>
    public static void AddToGateway(V1Container container, bool isTls)
    {
        container.StartupProbe = Probe(GatewayLive, 1, 5, 60);
        container.LivenessProbe = Probe(GatewayLive, 5, 5, 3);
        container.ReadinessProbe = Probe(GatewayReady, 2, 5, 2);
        if (!isTls)
            return;
        foreach (var probe in (V1Probe[])[container.StartupProbe, container.LivenessProbe, container.ReadinessProbe])
        {
            probe.HttpGet.Scheme = "HTTPS";
        }
    }

    /// <summary>Whole seconds, one at least: kubelets know no others.</summary>
    public static int Seconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, int.MaxValue);

    private static int Times(TimeSpan time, int period) =>
        (int)Math.Clamp(Math.Ceiling(time.TotalSeconds / period), 1, int.MaxValue);

    private static V1Probe Probe(string path, int period, int timeout, int failures) =>
        new()
        {
            HttpGet = new V1HTTPGetAction { Path = path, Port = ObjectNames.Http },
            PeriodSeconds = period,
            TimeoutSeconds = timeout,
            FailureThreshold = failures,
        };
}
