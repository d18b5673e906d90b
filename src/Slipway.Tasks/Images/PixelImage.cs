using System.Runtime.InteropServices;
using Slipway.Errors;

namespace Slipway.Tasks.Images;

/// <summary>
/// The pixels of an image, top row first, four bytes each: red, green, blue and one that means nothing once the image has
/// been decoded. The memory is native, zeroed at first and given back to the system at disposal; using it afterwards throws.
/// Not thread-safe.
/// </summary>
internal sealed unsafe class PixelImage : IDisposable
{
    public const int BytesPerPixel = 4;

    private byte* _pixels;

    /// <exception cref="ServingException">TooLarge where there is no memory for it.</exception>
    public PixelImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
        try
        {
            // Fresh pages of the system are zero already, so that this costs nothing and no other request's bytes are seen.
            _pixels = (byte*)NativeMemory.AllocZeroed((nuint)width * (nuint)height, BytesPerPixel);
        }
        catch (OutOfMemoryException)
        {
            throw ServingException.TooLarge($"There is no memory for an image of {width} × {height} pixels.");
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int RowBytes => Width * BytesPerPixel;

    public nint Pointer => (nint)Pixels;

    private byte* Pixels => _pixels is null ? throw new ObjectDisposedException(nameof(PixelImage)) : _pixels;

    /// <summary>The bytes of row <paramref name="y"/>.</summary>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return new Span<byte>(Pixels + ((nint)y * RowBytes), RowBytes);
    }

    /// <summary>The pixels of row <paramref name="y"/>, each as one number.</summary>
    public Span<uint> Pixel32Row(int y) => MemoryMarshal.Cast<byte, uint>(Row(y));

    public void Dispose()
    {
        NativeMemory.Free(_pixels);
        _pixels = null;
    }
}
