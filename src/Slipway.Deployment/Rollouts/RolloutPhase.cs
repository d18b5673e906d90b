using System.Text.Json.Serialization;

namespace Slipway.Deployment.Rollouts;

/// <summary>
/// <code>
/// Starting → Testing → Stepping → Promoted
///                        ⇅
///                      Paused        any but the last → RolledBack
/// </code>
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RolloutPhase>))]
public enum RolloutPhase
{
    /// <summary>The new revision's replicas are on their way.</summary>
    Starting = 0,

    /// <summary>Golden requests are asked; no traffic yet.</summary>
    Testing,

    /// <summary>It has a part of the traffic, copies of it, or all of it with the old one still there, and is watched.</summary>
    Stepping,

    /// <summary>It stands still, by hand or since the gates could not decide.</summary>
    Paused,

    /// <summary>It is the stable revision.</summary>
    Promoted,

    RolledBack,
}
