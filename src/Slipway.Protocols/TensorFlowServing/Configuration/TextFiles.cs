using Google.Protobuf;
using Google.Protobuf.Reflection;
using Slipway.Errors;
using Slipway.Protocols.TextFormat;

namespace Slipway.Protocols.TensorFlowServing.Configuration;

/// <summary>Text files that the command line names.</summary>
internal static class TextFiles
{
    /// <exception cref="ServingException">
    /// InvalidArgument for the content; NotFound or FailedPrecondition where there is none to read.
    /// </exception>
    public static T Read<T>(string file, MessageDescriptor descriptor, MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return TextFormatParser.ParseFile(file, descriptor, parser).Message;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ServingException(ServingErrorCode.NotFound, $"There is no file '{file}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"'{file}' cannot be read ({e.GetType().Name}). Check that it is a file that the server's user may read.",
                e
            );
        }
    }
}
