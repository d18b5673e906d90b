using System.Diagnostics;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Tells a replica which trace its work belongs to (W3C Trace Context). Where nobody listens to traces there is no activity, and
/// what the caller sent goes through as it is.
/// </summary>
internal static class TraceHeaders
{
    public static void Write(HttpRequestMessage request)
    {
        if (Activity.Current is not { } activity)
            return;
        DistributedContextPropagator.Current.Inject(
            activity,
            request,
            static (carrier, name, value) =>
            {
                var headers = ((HttpRequestMessage)carrier!).Headers;
                headers.Remove(name);
                headers.TryAddWithoutValidation(name, value);
            }
        );
    }
}
