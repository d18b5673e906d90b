namespace Slipway.AspNetCore;

/// <summary>Whether clients may pass tensors in shared memory of the server's machine.</summary>
public enum SharedMemoryMode
{
    /// <summary>On where the server listens on loopback only, so that every client is on its machine; else off.</summary>
    Auto,

    /// <summary>On: whoever reaches the server may read and write the shared memory that its user may.</summary>
    On,

    /// <summary>Off.</summary>
    Off,
}
