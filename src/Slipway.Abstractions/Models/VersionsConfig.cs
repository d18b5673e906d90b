namespace Slipway.Models;

/// <summary>
/// Which of the versions that there are get served; one of the three is given, and <c>latest: 1</c> is the default.
/// </summary>
public sealed class VersionsConfig
{
    /// <summary>The newest so many.</summary>
    public int? Latest { get; set; }

    /// <summary>Every one.</summary>
    public bool? All { get; set; }

    /// <summary>These and no others.</summary>
    public List<long> Specific { get; set; } = [];
}
