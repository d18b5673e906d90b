using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Gateway.Console.Shown;

/// <summary>What a state means, as a class of the style sheet; words say it besides.</summary>
public static class Colours
{
    private const string Good = "good";
    private const string Busy = "busy";
    private const string Bad = "bad";
    private const string Quiet = "quiet";

    public static string Of(ServiceState state) =>
        state switch
        {
            ServiceState.Ready => Good,
            ServiceState.Starting or ServiceState.Degraded or ServiceState.Stopping => Busy,
            ServiceState.Failed => Bad,
            _ => Quiet,
        };

    public static string Of(ReplicaState state) =>
        state switch
        {
            ReplicaState.Ready => Good,
            ReplicaState.CrashLoop => Bad,
            ReplicaState.Stopping => Quiet,
            _ => Busy,
        };

    public static string Of(GateVerdict verdict) =>
        verdict switch
        {
            GateVerdict.Passed => Good,
            GateVerdict.Failed => Bad,
            _ => Quiet,
        };

    public static string Of(RolloutPhase phase) =>
        phase switch
        {
            RolloutPhase.Promoted => Good,
            RolloutPhase.RolledBack => Bad,
            _ => Busy,
        };
}
