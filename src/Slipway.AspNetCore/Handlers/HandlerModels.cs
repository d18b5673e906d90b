using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.AspNetCore.Handlers;
using Slipway.Handlers;
using Slipway.Models;

namespace Slipway.AspNetCore;

/// <summary>Adds models that are written in .NET.</summary>
public static class HandlerModels
{
    /// <summary>
    /// Serves a handler, which is made when the server starts, with what the application's services hold.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="version">Its version; several of one name are served beside each other.</param>
    /// <param name="configure">Says how; default: one object, called by one request at a time.</param>
    /// <exception cref="ArgumentException">The name is none, or the version is there already.</exception>
    public static ModelServerOptions AddModel<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this ModelServerOptions server, string name, long version = 1, Action<HandlerOptions>? configure = null)
        where THandler : class, IModelHandler =>
        server.AddModel(
            name,
            static services => ActivatorUtilities.CreateInstance<THandler>(services),
            version,
            configure
        );

    /// <summary>Serves a handler that <paramref name="create"/> makes, each object anew. It is disposed with the version.</summary>
    /// <inheritdoc cref="AddModel{THandler}" path="/param"/>
    /// <inheritdoc cref="AddModel{THandler}" path="/exception"/>
    public static ModelServerOptions AddModel(
        this ModelServerOptions server,
        string name,
        Func<IServiceProvider, IModelHandler> create,
        long version = 1,
        Action<HandlerOptions>? configure = null
    )
    {
        var options = Configured(configure);
        return Add(
            server,
            new HandlerRegistration(
                name,
                version,
                options,
                (services, package, cancellationToken) =>
                    HandlerServable.LoadAsync(
                        services,
                        package,
                        options.Instances,
                        create,
                        services.GetRequiredService<ILogger<HandlerServable>>(),
                        cancellationToken
                    )
            )
        );
    }

    /// <summary>
    /// Serves what <paramref name="load"/> gives, for full control of how requests are computed. It is disposed when the
    /// version is unloaded. Its rows are not batched, unless the configuration says so.
    /// </summary>
    /// <inheritdoc cref="AddModel{THandler}" path="/param"/>
    /// <inheritdoc cref="AddModel{THandler}" path="/exception"/>
    public static ModelServerOptions AddModel(
        this ModelServerOptions server,
        string name,
        Func<IServiceProvider, CancellationToken, Task<IServable>> load,
        long version = 1,
        Action<HandlerOptions>? configure = null
    )
    {
        var options = Configured(options =>
        {
            options.Config.Scheduling.Batching.Mode = BatchingMode.Off;
            configure?.Invoke(options);
        });
        return Add(
            server,
            new HandlerRegistration(
                name,
                version,
                options,
                (services, _, cancellationToken) => load(services, cancellationToken)
            )
        );
    }

    private static HandlerOptions Configured(Action<HandlerOptions>? configure)
    {
        var options = new HandlerOptions();
        configure?.Invoke(options);
        if (options.Instances < 1)
            throw new ArgumentException($"Instances is {options.Instances}; at least 1 is needed.", nameof(configure));
        return options;
    }

    private static ModelServerOptions Add(ModelServerOptions server, HandlerRegistration added)
    {
        if (ModelNames.Problem(added.Name) is { } problem)
            throw new ArgumentException(problem, nameof(added));
        if (added.Version < 1)
            throw new ArgumentException($"Version {added.Version} of model '{added.Name}': versions begin with 1.");
        if (server.Handlers.Exists(other => other.Name == added.Name && other.Version == added.Version))
            throw new ArgumentException($"Version {added.Version} of model '{added.Name}' is added twice.");
        server.Handlers.Add(added);
        return server;
    }
}
