using System.Text.Json.Serialization;

namespace Slipway.Deployment.Rollouts;

/// <summary>What a person wants of a release that is going on.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RolloutOrder>))]
public enum RolloutOrder
{
    /// <summary>The candidate gets all traffic, whatever the gates say; as soon as it is ready, where it is not.</summary>
    Promote = 0,

    /// <summary>Nothing moves forward. A candidate that breaks or fails a gate is still rolled back.</summary>
    Pause,

    Resume,

    Rollback,
}
