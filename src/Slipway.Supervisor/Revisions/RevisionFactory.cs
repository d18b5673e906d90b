using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Planning;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Revisions;

/// <summary>Makes revisions of what is to be run.</summary>
internal sealed class RevisionFactory(ContentStore contents, TimeProvider time)
{
    /// <summary>A revision without its number: its content is copied here, which may take as long as its files are large.</summary>
    public async Task<RevisionRecord> MakeAsync(
        string service,
        ServiceLaunch launch,
        ServiceConfig config,
        CancellationToken cancellationToken
    )
    {
        var (digest, path) = launch.Content is null
            ? ((string?)null, (string?)null)
            : await contents.AddAsync(launch.Content, cancellationToken);
        // What is no part of a revision may change while it runs.
        var part = new ServiceConfig
        {
            Models = config.Models,
            Resources = config.Resources,
            Environment = config.Environment,
            Arguments = config.Arguments,
            Server = config.Server,
        };
        return new RevisionRecord
        {
            Service = service,
            Number = 0,
            Launch = launch,
            Config = part,
            // Where the program lies does not count: a newer server is taken with the next revision, or by a restart.
            Key = RevisionKey.Of(launch.Kind, launch.Digest ?? digest ?? launch.Address ?? "", part),
            Digest = digest ?? launch.Digest,
            Content = path,
            Created = time.GetUtcNow(),
        };
    }
}
