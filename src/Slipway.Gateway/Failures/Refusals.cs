using Grpc.Core;
using Slipway.Deployment;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Failures;

/// <summary>The words of the gateway's own answers.</summary>
internal static class Refusals
{
    private const int MostListed = 20;

    // A gateway that was started anew knows nothing of what there is, for a moment.
    public static Refusal NoRoutes { get; } =
        Refusal.Unavailable("The gateway has just started and has no routes yet; try again.");

    public static Refusal NoSuchModel(string model, GatewayTable table) =>
        table.IsTold
            ? Refusal.NotFound($"There is no model '{Shown(model)}' here; there are: {Listed(table.Models)}.")
            : NoRoutes;

    public static Refusal NoSuchService(string service, GatewayTable table) =>
        table.IsTold
            ? Refusal.NotFound(
                $"There is no service '{Shown(service)}' here; there are: "
                    + $"{Listed(table.Services.Select(each => each.Name))}."
            )
            : NoRoutes;

    public static Refusal OfOneServer(string path) =>
        Refusal.NotHere(
            $"{Shown(path)} is about one model server, and behind a gateway there are many: models are changed by a release "
                + "('slipway deploy'), and statistics are a model's own (/v2/models/NAME/stats)."
        );

    public static Refusal OfOneTensorFlowServer { get; } =
        new(
            StatusCodes.Status403Forbidden,
            StatusCode.PermissionDenied,
            "Behind a gateway models are changed by a release ('slipway deploy'), not by a list of models."
        );

    public static Refusal Unknown { get; } =
        new(
            StatusCodes.Status401Unauthorized,
            StatusCode.Unauthenticated,
            "The request has no key or token that is valid here; send 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'."
        );

    public static Refusal Broken { get; } =
        new(
            StatusCodes.Status500InternalServerError,
            StatusCode.Internal,
            "The gateway failed unexpectedly; its log says why."
        );

    public static Refusal NoName(GatewayTable table) =>
        Refusal.Invalid($"The message names no model; there are: {Listed(table.Models)}.");

    public static Refusal MessageTooLarge(long bytes, long most) =>
        Refusal.TooLarge(
            $"The message has {bytes} bytes; the gateway takes {most} at most (gateway.max_request_bytes)."
        );

    public static Refusal NoReplica(ServiceRouting service) =>
        Refusal.Unavailable(
            service.Revisions.Length == 0
                ? $"Service '{service.Name}' has no revision that runs; see 'slipway status {service.Name}'."
                : $"No replica of service '{service.Name}' is ready; see 'slipway status {service.Name}'."
        );

    public static Refusal HeldTooLong(ServiceRouting service) =>
        Refusal.Unavailable(
            $"No replica of service '{service.Name}' became ready within the "
                + $"{DurationConverter.Text(service.Traffic.HoldTimeout)} that traffic.hold_timeout allows."
        );

    public static Refusal RoomFull(ServiceRouting service) =>
        Refusal.Unavailable(
            $"{service.Traffic.MaxHeld} requests wait for a replica of service '{service.Name}', the most that "
                + "traffic.max_held allows; try again."
        );

    public static Refusal Gone(ServiceRouting service) =>
        Refusal.NotFound($"Service '{service.Name}' was taken away while the request waited for it.");

    public static Refusal Full(ServiceRouting service) =>
        Refusal.Unavailable(
            $"Every replica of service '{service.Name}' has the {service.Traffic.MaxInFlight} requests in flight that "
                + "traffic.max_in_flight allows; try again."
        );

    public static Refusal TimedOut(Call call) =>
        Refusal.TimedOut(
            call.IsHurried
                ? $"Service '{call.Service.Name}' did not answer within the {DurationConverter.Text(call.Patience!.Value)} "
                    + "that the request gave."
                : $"Service '{call.Service.Name}' did not answer within the "
                    + $"{DurationConverter.Text(call.Service.Traffic.Timeout)} that traffic.timeout allows."
        );

    /// <summary>No replica gave an answer.</summary>
    public static Refusal OfFailure(Call call, Exception? failure)
    {
        var (service, replica) = (call.Service.Name, call.At.Replica.Name);
        return failure is not null && SendFailures.Of(failure) == SendFailure.NotReached
            ? Refusal.Unavailable($"Replica '{replica}' of service '{service}' takes no connection.")
            : Refusal.BadGateway($"Replica '{replica}' of service '{service}' broke off before it answered.");
    }

    public static Refusal AnswerTooLarge(Call call, long most) =>
        Refusal.TooLarge(
            $"The answer of service '{call.Service.Name}' has more than {most} bytes, the most that is taken."
        );

    public static Refusal Unreadable(BadHttpRequestException e) =>
        new(
            e.StatusCode,
            e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? StatusCode.ResourceExhausted
                : StatusCode.InvalidArgument,
            $"The request could not be read: {e.Message}"
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
