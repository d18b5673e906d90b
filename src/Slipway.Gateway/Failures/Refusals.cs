using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Failures;

/// <summary>The words of the gateway's own answers.</summary>
internal static class Refusals
{
    private const int MostListed = 20;

    public static Refusal NoSuchModel(string model, GatewayTable table) =>
        Refusal.NotFound($"There is no model '{Shown(model)}' here; there are: {Listed(table.Models)}.");

    public static Refusal NoSuchService(string service, GatewayTable table) =>
        Refusal.NotFound(
            $"There is no service '{Shown(service)}' here; there are: "
                + $"{Listed(table.Services.Select(each => each.Name))}."
        );

    public static Refusal OfOneServer(string path) =>
        Refusal.NotHere(
            $"{Shown(path)} is about one model server, and behind a gateway there are many: models are changed by a release "
                + "('slipway deploy'), and statistics are a model's own (/v2/models/NAME/stats)."
        );

    public static Refusal NoReplica(ServiceRouting service) =>
        Refusal.Unavailable(
            service.Revisions.Length == 0
                ? $"Service '{service.Name}' has no revision that runs; see 'slipway status {service.Name}'."
                : $"No replica of service '{service.Name}' is ready; see 'slipway status {service.Name}'."
        );

    public static Refusal Full(ServiceRouting service) =>
        Refusal.Unavailable(
            $"Every replica of service '{service.Name}' has the {service.Traffic.MaxInFlight} requests in flight that "
                + "traffic.max_in_flight allows; try again."
        );

    public static Refusal TimedOut(ServiceRouting service) =>
        Refusal.TimedOut(
            $"Service '{service.Name}' did not answer within the "
                + $"{Deployment.DurationConverter.Text(service.Traffic.Timeout)} that traffic.timeout allows."
        );

    private static string Listed(IEnumerable<string> all)
    {
        string[] names = [.. all.Take(MostListed + 1)];
        return names.Length == 0 ? "none"
            : names.Length > MostListed ? string.Join(", ", names.Take(MostListed)) + ", …"
            : string.Join(", ", names);
    }

    private static string Shown(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
