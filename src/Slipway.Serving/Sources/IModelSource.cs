namespace Slipway.Serving.Sources;

/// <summary>Tells which versions of which models should be there.</summary>
public interface IModelSource
{
    /// <summary>Looks once. What cannot be used is reported beside what can, not thrown.</summary>
    /// <exception cref="Errors.ServingException">The source as a whole cannot be read.</exception>
    Task<AspiredModels> ListAsync(CancellationToken cancellationToken);
}
