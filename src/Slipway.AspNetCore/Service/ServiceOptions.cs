using Microsoft.Extensions.Logging;

namespace Slipway.AspNetCore.Service;

/// <summary>Where a process that serves models listens, what it tells, and without whom it ends.</summary>
internal sealed record ServiceOptions
{
    public const string DefaultHost = "127.0.0.1";
    public const int DefaultHttpPort = 8080;
    public const int DefaultGrpcPort = 8081;

    /// <summary>An address, <c>localhost</c>, or <c>*</c> for all interfaces.</summary>
    public string Host { get; init; } = DefaultHost;

    /// <summary>0 takes any free port.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <inheritdoc cref="HttpPort"/>
    public int GrpcPort { get; init; } = DefaultGrpcPort;

    public ManagementPlace Management { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The process that started this one and without which it should not live on; null for none.</summary>
    public int? ParentProcess { get; init; }
}
