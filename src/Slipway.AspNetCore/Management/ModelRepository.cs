using Microsoft.AspNetCore.Http;
using Slipway.Errors;
using Slipway.Serving.Control;

namespace Slipway.AspNetCore.Management;

/// <summary>
/// Triton's "Model Repository Extension" over the control plane, the same for REST and gRPC. The index can always be
/// read; orders are for those whom <see cref="ManagementGate"/> lets through.
/// </summary>
internal sealed class ModelRepository(ControlPlane control)
{
    private const string What = "The models that are loaded";

    /// <summary>Every version of every model.</summary>
    /// <param name="onlyReady">Leaves out what does not answer requests.</param>
    public IReadOnlyList<RepositoryEntryBody> Index(bool onlyReady) =>
        [
            .. control
                .Index()
                .SelectMany(RepositoryEntryBody.From)
                .Where(entry => !onlyReady || entry.State == RepositoryEntryBody.Ready),
        ];

    /// <summary>Loads a model, and returns when it is loaded.</summary>
    /// <param name="context">The call.</param>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Of Triton's parameters the text ones, by name.</param>
    /// <exception cref="ServingException">As <see cref="ControlPlane.LoadAsync"/>; management is off.</exception>
    public Task LoadAsync(HttpContext context, string model, IReadOnlyDictionary<string, string> parameters)
    {
        ManagementGate.Require(context, What);
        var config = LoadParameters.ReadConfig(model, parameters, control.FolderOf(model) ?? Path.GetTempPath());
        return control.LoadAsync(model, config, context.RequestAborted);
    }

    /// <summary>Unloads a model, and returns when it takes no more requests.</summary>
    /// <exception cref="ServingException">As <see cref="ControlPlane.UnloadAsync"/>; management is off.</exception>
    public Task UnloadAsync(HttpContext context, string model, bool withDependents)
    {
        ManagementGate.Require(context, What);
        return control.UnloadAsync(model, withDependents, context.RequestAborted);
    }

    /// <summary>Moves a label to a version, or takes it away where the version is null.</summary>
    /// <exception cref="ServingException">As <see cref="ControlPlane.SetLabel"/>; management is off.</exception>
    public void SetLabel(HttpContext context, string model, string label, long? version)
    {
        ManagementGate.Require(context, "The labels of models");
        if (label.Length is 0 or > 128 || label.Any(char.IsControl))
            throw ServingException.InvalidArgument(
                "A label has 1 to 128 characters, none of them a control character."
            );
        control.SetLabel(model, label, version);
    }
}
