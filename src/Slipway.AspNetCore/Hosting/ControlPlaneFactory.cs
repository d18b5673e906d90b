using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Handlers;
using Slipway.Models;
using Slipway.Serving.Control;
using Slipway.Serving.Ensembles;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Sources;
using Slipway.Serving.Sources.Remote;

namespace Slipway.AspNetCore.Hosting;

/// <summary>Puts the control plane of an application together from its options.</summary>
internal static class ControlPlaneFactory
{
    public static ControlPlane Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ModelServerOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        IReadOnlyList<IModelRuntime> runtimes = [.. options.Runtimes];
        var forms = options.Forms(runtimes);
        IModelRuntime[] own =
        [
            services.GetRequiredService<EnsembleRuntime>(),
            new HandlerRuntime(options.Handlers, services.GetRequiredService<ModelManager>(), services, time),
        ];
        return new ControlPlane(
            services.GetRequiredService<ModelManager>(),
            OpenSource,
            package => runtimes.Concat(own).First(runtime => runtime.Name == package.Runtime).CreateLoader(package),
            time,
            services.GetRequiredService<ILogger<ControlPlane>>()
        );

        IModelSource OpenSource(DeclaredModel declared) =>
            declared == HandlerSource.Declared ? new HandlerSource(options.Handlers)
            : RemoteModelSource.IsRemote(declared.Path)
                ? new RemoteModelSource(
                    declared.Path,
                    declared.Name,
                    forms,
                    options.Remote,
                    time,
                    services.GetRequiredService<ILogger<RemoteModelSource>>()
                )
            : new DirectoryModelSource(
                declared.Path,
                declared.Name,
                forms,
                options.Sources,
                time,
                services.GetRequiredService<ILogger<DirectoryModelSource>>()
            );
    }
}
