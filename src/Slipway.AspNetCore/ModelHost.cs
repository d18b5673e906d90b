using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Service;

namespace Slipway.AspNetCore;

/// <summary>
/// A program of the user's own that serves models as <c>slipway serve</c> does: the same options on its command line, the
/// same ports, log, line of readiness, drain and exit codes. What it serves is added to <see cref="Models"/>; all that an
/// ASP.NET Core application may do besides is at <see cref="Builder"/>.
/// </summary>
/// <example>
/// <code>
/// var host = ModelHost.Create(args);
/// host.Models.AddModel&lt;HelloHandler&gt;("hello");
/// return await host.RunAsync();
/// </code>
/// </example>
public sealed class ModelHost
{
    private readonly ServiceArguments _arguments;
    private readonly List<Action<WebApplication>> _endpoints = [];

    private ModelHost(string[] arguments)
    {
        _arguments = ServiceArguments.Read(arguments);
        // Not the current folder, where somebody else's appsettings.json may lie.
        Builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory }
        );
        ServiceHost.Configure(Builder, _arguments.Options);
    }

    /// <summary>Of the application that it will be.</summary>
    public WebApplicationBuilder Builder { get; }

    /// <summary>What handlers find in their constructors is registered here.</summary>
    public IServiceCollection Services => Builder.Services;

    public IConfiguration Configuration => Builder.Configuration;

    /// <summary>
    /// The models and the limits. What the command line says of limits counts more than what is set here.
    /// </summary>
    public ModelServerOptions Models { get; } = new();

    /// <param name="args">The program's arguments; options that are not those of <c>slipway serve</c> are configuration.</param>
    public static ModelHost Create(string[] args) => new(args);

    /// <summary>Adds endpoints beside those of the models.</summary>
    public ModelHost Map(Action<WebApplication> endpoints)
    {
        _endpoints.Add(endpoints);
        return this;
    }

    /// <summary>
    /// Serves until the process is told to stop, and gives its exit code: 0 for a good end, 1 where it cannot listen, 2 where
    /// the command line is wrong.
    /// </summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        if (_arguments.Problems.Count > 0)
            return await ServiceHost.RefuseAsync(string.Join(' ', _arguments.Problems), ServiceHost.Usage);
        _arguments.Apply(Models);
        Builder.Services.AddSingleton(Options.Create(Models));
        Builder.Services.AddModelServer(static _ => { });
        await using var application = Builder.Build();
        application.MapInference();
        _endpoints.ForEach(map => map(application));
        return await ServiceHost.RunAsync(application, _arguments.Options, cancellationToken);
    }
}
