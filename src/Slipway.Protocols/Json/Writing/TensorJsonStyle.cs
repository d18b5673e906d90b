namespace Slipway.Protocols.Json.Writing;

/// <summary>What protocols write differently.</summary>
[Flags]
internal enum TensorJsonStyle : byte
{
    None = 0,

    /// <summary>A float that is whole is written with a fraction all the same: <c>4.0</c>.</summary>
    KeepFraction = 1,

    /// <summary>A byte string that is not UTF-8 is written as <c>{"b64": "…"}</c>.</summary>
    BinaryAsBase64 = 2,

    /// <summary>Every byte string is.</summary>
    AllAsBase64 = 4,
}
