namespace Slipway.Kubernetes.Applying;

/// <summary>
/// By whom fields are had. What a command changes besides has a manager of its own: it stays when the manifest is applied again and
/// says nothing of it, and gives way where the manifest does.
/// </summary>
public static class FieldManagers
{
    /// <summary>Whoever applies what was rendered.</summary>
    public const string Apply = "slipway";

    public const string Scale = "slipway-scale";

    public const string Restart = "slipway-restart";

    /// <summary>Whether it is one of these; their fields are taken without asking.</summary>
    public static bool IsOurs(string manager) => manager is Apply or Scale or Restart;
}
