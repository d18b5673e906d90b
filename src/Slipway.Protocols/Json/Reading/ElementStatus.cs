namespace Slipway.Protocols.Json.Reading;

/// <summary>What became of one element of tensor data.</summary>
internal enum ElementStatus : byte
{
    Done,

    /// <summary>The input ends before the element does.</summary>
    Incomplete,

    /// <summary>Something else than the type's JSON form begins here.</summary>
    WrongKind,

    /// <summary>It begins well and then breaks JSON's grammar.</summary>
    Malformed,

    /// <summary>A fraction or an exponent where an integer is asked for.</summary>
    NotIntegral,

    /// <summary>The type cannot hold the value.</summary>
    OutOfRange,

    /// <summary>A string that is not UTF-8, or that escapes half a surrogate pair.</summary>
    InvalidText,
}
