namespace Slipway.Importers.Keras.Reading;

/// <summary>Refusals of files that are not what they should be.</summary>
internal static class Corrupt
{
    public static ImportException File(string what) =>
        new(ImportReasons.Corrupt, $"The Keras file is damaged: {what} Save the model again, or copy the file again.");

    public static ImportException File(string what, Exception inner) =>
        new(
            ImportReasons.Corrupt,
            $"The Keras file is damaged: {what} Save the model again, or copy the file again.",
            inner
        );

    /// <summary>Runs what a library does with a hostile file: all that it throws means that the file is damaged.</summary>
    public static T Guard<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (ImportException or OperationCanceledException))
        {
            throw File($"{what} cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
