namespace Slipway.AspNetCore;

/// <summary>Where calls are answered that change the server: its models, its log and trace settings.</summary>
public enum ManagementMode
{
    /// <summary>Nowhere; what there is can be read only.</summary>
    Off,

    /// <summary>On the ports of inference, where the clients of Triton and TensorFlow Serving look for them.</summary>
    Inference,

    /// <summary>On a listener of its own.</summary>
    Listener,
}
