namespace Slipway.Operator.Hosting;

/// <summary>What an operator is started with; every option has a variable of the environment beside it.</summary>
internal sealed record OperatorOptions
{
    /// <summary>The namespace whose resources it minds; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where its lease is: its own namespace.</summary>
    public string LeaseNamespace { get; init; } = "slipway-system";

    /// <summary>Who it is among its like; the pod's name.</summary>
    public string Identity { get; init; } = Environment.MachineName;

    /// <summary>Whether it leads only while it holds the lease. Without, it must be the only one.</summary>
    public bool Elects { get; init; } = true;

    /// <summary>For how long a leader that is not heard of is waited for. The rest of the election goes by it.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where health and metrics are asked for; <c>*</c> for all interfaces, as probes need it.</summary>
    public string Host { get; init; } = "*";

    /// <summary>The port of health and metrics; 0 for any free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The server's image for models that are not in one.</summary>
    public string? ServerImage { get; init; }

    /// <summary>A kubeconfig; null: the cluster that it runs in, else the user's own.</summary>
    public string? Kubeconfig { get; init; }
}
