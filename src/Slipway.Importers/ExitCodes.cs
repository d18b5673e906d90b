namespace Slipway.Importers;

/// <summary>What this process ends with.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>Something unforeseen; standard error has it.</summary>
    public const int Failed = 1;

    public const int Usage = 2;

    /// <summary>The model cannot be imported; standard output says why.</summary>
    public const int Refused = 3;
}
