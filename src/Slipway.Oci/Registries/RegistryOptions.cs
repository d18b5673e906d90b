using System.Security.Cryptography.X509Certificates;

namespace Slipway.Oci.Registries;

/// <summary>How registries are spoken to; one for a process.</summary>
public sealed record RegistryOptions
{
    /// <summary>
    /// Speak unencrypted HTTP to every registry. Registries on loopback are spoken to so anyway, unless there is a
    /// <see cref="CertificateAuthority"/>. Default: false.
    /// </summary>
    public bool PlainHttp { get; init; }

    /// <summary>The certificates that sign the registries', instead of the system's; null for those of the system.</summary>
    public X509Certificate2Collection? CertificateAuthority { get; init; }

    /// <summary>Where credentials come from; null for the files and helpers of Docker and Podman.</summary>
    public Authentication.IRegistryCredentials? Credentials { get; init; }

    /// <summary>
    /// The most that one request may carry of a blob, in bytes, for registries behind proxies that take no larger bodies;
    /// null, the default, for all of it in one.
    /// </summary>
    public long? ChunkBytes { get; init; }

    /// <summary>How often a step that failed for a passing reason is tried, the first time included; 1 or more. Default: 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long the first wait between two attempts is; each is twice the one before. Default: half a second.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a registry may be silent: to an answer, and between two parts of it. Default: a minute.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
