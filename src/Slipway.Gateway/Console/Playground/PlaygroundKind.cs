namespace Slipway.Gateway.Console.Playground;

/// <summary>How a model is asked.</summary>
public enum PlaygroundKind
{
    /// <summary>In the words of its task, over the typed API.</summary>
    Typed = 0,

    /// <summary>With tensors, over Open Inference.</summary>
    Tensors,

    /// <summary>Over the typed API, with times of its steps.</summary>
    Pipeline,
}
