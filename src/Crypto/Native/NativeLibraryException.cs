namespace HospitalChain.Crypto.Native;

/// <summary>A native library is missing or is not the one this build was made for. The message names the fix.</summary>
public sealed class NativeLibraryException : Exception
{
    public NativeLibraryException(string message)
        : base(message)
    {
    }

    public NativeLibraryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public NativeLibraryException()
    {
    }
}
