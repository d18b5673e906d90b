namespace Slipway.Protocols.Json.Reading;

/// <summary>Powers of ten as doubles, each correctly rounded.</summary>
internal static class PowersOfTen
{
    /// <summary>How many there are.</summary>
    public const int Count = 46;

    /// <summary>How many of them, from the first, are exact.</summary>
    public const int ExactCount = 23;

    public static ReadOnlySpan<double> Table =>
        [
            1e0,
            1e1,
            1e2,
            1e3,
            1e4,
            1e5,
            1e6,
            1e7,
            1e8,
            1e9,
            1e10,
            1e11,
            1e12,
            1e13,
            1e14,
            1e15,
            1e16,
            1e17,
            1e18,
            1e19,
            1e20,
            1e21,
            1e22,
            1e23,
            1e24,
            1e25,
            1e26,
            1e27,
            1e28,
            1e29,
            1e30,
            1e31,
            1e32,
            1e33,
            1e34,
            1e35,
            1e36,
            1e37,
            1e38,
            1e39,
            1e40,
            1e41,
            1e42,
            1e43,
            1e44,
            1e45,
        ];
}
