using Slipway.Models;

namespace Slipway.Tasks;

/// <summary>A servable that brings its own typed side, such as a handler that takes and gives objects.</summary>
public interface ITypedServable : IServable
{
    /// <summary>Null where it has none after all.</summary>
    ITypedModel? Typed { get; }
}
