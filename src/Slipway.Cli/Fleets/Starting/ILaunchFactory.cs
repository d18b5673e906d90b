using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Starting;

/// <summary>Makes what a service is started with of what it is made of. Everything is built that has to be; nothing is started.</summary>
internal interface ILaunchFactory : IDisposable
{
    /// <summary>A service as its manifest says it.</summary>
    /// <param name="name">The service's.</param>
    /// <param name="config">Valid.</param>
    /// <param name="directory">The manifest's folder, to which the source is shown relative.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="CliException">It cannot be built, or what it needs is not here.</exception>
    Task<ServiceLaunch> OfServiceAsync(
        string name,
        ServiceConfig config,
        string directory,
        CancellationToken cancellationToken
    );

    /// <summary>A service that is to be made of what the command line names.</summary>
    /// <param name="name">The service's.</param>
    /// <param name="config">As it runs.</param>
    /// <param name="path">A model, its address, a project, the folder it was published to, an image.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="CliException">It is not there, cannot be built, or what it needs is not here.</exception>
    Task<ServiceLaunch> OfPathAsync(
        string name,
        ServiceConfig config,
        string path,
        CancellationToken cancellationToken
    );
}
