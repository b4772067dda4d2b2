using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.Bls;

public sealed class BlstLibraryTests
{
    [Fact]
    public void Library_beside_the_program_passes_its_check() =>
        Assert.Null(Record.Exception(BlstLibrary.Check));

    [Fact]
    public void Missing_library_is_one_sentence_that_names_the_fix()
    {
        var failure = Assert.Throws<NativeLibraryException>(() => BlstLibrary.Check("blst-that-is-not-there"));
        Assert.Contains("Run native/setup", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_library_under_the_name_is_refused()
    {
        var failure = Assert.Throws<NativeLibraryException>(() => BlstLibrary.Check("libc.so.6"));
        Assert.Contains("another version", failure.Message, StringComparison.Ordinal);
    }
}
