using System.Text.Json;
using Slipway.Cli.Output;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Views;

/// <summary>Where the front door is, and a request to try it with.</summary>
internal static class GatewayText
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = ReadableJson.Encoder };

    public static string Line(GatewayStatus gateway)
    {
        if (gateway.Http is not { } http)
            return $"Gateway: {gateway.Why ?? "not there"}";
        var where = $"Gateway: {http} (REST), {gateway.Grpc} (gRPC)";
        return CliConsole.Plain(
            gateway.State == ReplicaState.Ready
                ? where + Change(gateway)
                : $"{where}, {RolloutText.Word(gateway.State)}: {gateway.Why ?? "not ready"}"
        );
    }

    private static string Change(GatewayStatus gateway) =>
        gateway switch
        {
            { IsChanging: true } => "; another one, with other settings, is about to take over",
            { Refused: { } why } => $", with the settings of before, since none starts with the new ones: {why}",
            _ => "",
        };

    /// <summary>A request to a pipeline with its example, else to what tells of a model; null where there is neither.</summary>
    public static string? Example(FleetStatus status)
    {
        if (status.Gateway.Http is not { } http)
            return null;
        if (status.Pipelines.FirstOrDefault(each => each.Pipeline.Example is not null) is { } pipeline)
        {
            var body = pipeline.Pipeline.Example!.ToJsonString(Compact).Replace("'", @"'\''", StringComparison.Ordinal);
            return CliConsole.Plain(
                $"curl -s {http}/models/{pipeline.Name} -H 'Content-Type: application/json' -d '{body}'"
            );
        }

        return status.Services.SelectMany(service => service.Models).FirstOrDefault() is { } model
            ? $"curl -s {http}/v2/models/{model}"
            : null;
    }
}
