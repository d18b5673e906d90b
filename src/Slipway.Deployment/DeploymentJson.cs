using System.Text.Json.Serialization;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Planning;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Routing;
using Slipway.Deployment.Scaling;
using Slipway.Deployment.Traffic;

namespace Slipway.Deployment;

/// <summary>How the manifest is bound and how the parts of a fleet talk: snake_case, source-generated, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(DurationConverter)]
)]
[JsonSerializable(typeof(FleetManifest))]
[JsonSerializable(typeof(FleetChanges))]
[JsonSerializable(typeof(FleetRecord))]
[JsonSerializable(typeof(FleetSpec))]
[JsonSerializable(typeof(FleetPlan))]
[JsonSerializable(typeof(ServiceLaunch))]
[JsonSerializable(typeof(FleetStatus))]
[JsonSerializable(typeof(IReadOnlyList<HistoryEntry>))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(FleetError))]
[JsonSerializable(typeof(GatewayConfig))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(RoutingTable))]
[JsonSerializable(typeof(TrafficReport))]
[JsonSerializable(typeof(RolloutState))]
[JsonSerializable(typeof(RolloutObservation))]
[JsonSerializable(typeof(RolloutDecision))]
[JsonSerializable(typeof(ScalingState))]
public sealed partial class DeploymentJson : JsonSerializerContext;
