namespace Slipway.Cli.Kubernetes.Images;

/// <summary>A program of ours that runs in a cluster, and gets an image of its own.</summary>
/// <param name="Name">What it is called; its image is <c>slipway-NAME</c>.</param>
/// <param name="Project">Its project, in a checkout.</param>
internal sealed record ClusterPart(string Name, string Project)
{
    /// <summary>Whether it is the server of images of models, which is published in a way of its own.</summary>
    public bool IsServer { get; init; }

    /// <summary>Arguments that it is started with where nobody says others.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>All that there are. One whose project is not in the checkout is passed over.</summary>
    public static IReadOnlyList<ClusterPart> All { get; } =
    [
        // Controlled from within the container alone, unless it is told otherwise.
        new("gateway", "src/Slipway.Gateway/Slipway.Gateway.csproj") { Command = ["--control", "127.0.0.1:8083"] },
        // For models that are fetched or mounted, and in no image.
        new("server", "src/Slipway.Server/Slipway.Server.csproj") { IsServer = true },
        new("operator", "src/Slipway.Operator/Slipway.Operator.csproj"),
    ];

    /// <summary>Those of a checkout.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="names">Those that are wanted; empty for all.</param>
    /// <exception cref="CliException">One of the names is none.</exception>
    public static IReadOnlyList<ClusterPart> Of(string root, IReadOnlyList<string> names)
    {
        var there = All.Where(part => File.Exists(Path.Combine(root, part.Project))).ToList();
        if (names.FirstOrDefault(name => !there.Exists(part => part.Name == name)) is { } unknown)
        {
            throw CliException.Usage(
                $"--part '{unknown}' is none: there is {string.Join(", ", there.Select(part => part.Name))}."
            );
        }

        return names.Count == 0 ? there : [.. there.Where(part => names.Contains(part.Name))];
    }
}
