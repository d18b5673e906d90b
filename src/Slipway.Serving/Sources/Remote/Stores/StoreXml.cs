using System.Xml;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>Reads the listings of stores: no document type, no entities of its own, bounded.</summary>
internal static class StoreXml
{
    private const int MaxCharacters = 16 << 20;

    public static T Read<T>(byte[] body, string what, Func<XmlReader, T> read)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(body, writable: false),
                new XmlReaderSettings
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    MaxCharactersInDocument = MaxCharacters,
                    IgnoreWhitespace = true,
                    IgnoreComments = true,
                }
            );
            reader.MoveToContent();
            return read(reader);
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException)
        {
            throw RemoteException.Create(
                RemoteException.Refused,
                $"The server of '{what}' answers with no listing that can be read. Check that the address is that of "
                    + "the store itself, not of its console.",
                e
            );
        }
    }

    /// <summary>Calls <paramref name="child"/> at each child of the element that the reader is at.</summary>
    /// <param name="reader">At an element; behind its end afterwards.</param>
    /// <param name="child">Gets the local name, and must read the whole child.</param>
    public static void Children(XmlReader reader, Action<string> child)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.ReadStartElement();
        while (reader.NodeType != XmlNodeType.EndElement && !reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element)
                child(reader.LocalName);
            else
                reader.Read();
        }

        reader.ReadEndElement();
    }
}
