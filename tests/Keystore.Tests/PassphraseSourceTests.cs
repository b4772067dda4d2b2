using System.Text;

namespace HospitalChain.Keystore.Tests;

public sealed class PassphraseSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("correct horse", "correct horse")]
    [InlineData("correct horse\n", "correct horse")]
    [InlineData("correct horse\r\nmore\n", "correct horse")]
    [InlineData("Würfel\n", "Würfel")]
    [InlineData(" blanks stay \n", " blanks stay ")]
    public void First_line_of_the_file_is_the_passphrase(string content, string expected)
    {
        Write("pass", content);
        Assert.True(PassphraseSource.File(folder["pass"]).TryRead("", out var passphrase, out _));
        using (passphrase)
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(passphrase.Bytes));
        }
    }

    [Fact]
    public void File_that_others_may_read_is_refused()
    {
        Write("pass", "correct horse");
        File.SetUnixFileMode(folder["pass"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal("PASSPHRASE_READABLE", RefusalOf(PassphraseSource.File(folder["pass"])));
    }

    [Fact]
    public void Passphrase_has_a_longest_size()
    {
        Write("pass", new string('x', Passphrase.BytesMax) + "\r\n");
        Assert.True(PassphraseSource.File(folder["pass"]).TryRead("", out _, out _));
        Write("pass", new string('x', Passphrase.BytesMax + 1));
        Assert.Equal("PASSPHRASE_LONG", RefusalOf(PassphraseSource.File(folder["pass"])));
        Write("pass", new string('x', 1 << 20));
        Assert.Equal("PASSPHRASE_LONG", RefusalOf(PassphraseSource.File(folder["pass"])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\ncorrect horse")]
    public void Empty_first_line_is_no_passphrase(string content)
    {
        Write("pass", content);
        Assert.Equal("PASSPHRASE_EMPTY", RefusalOf(PassphraseSource.File(folder["pass"])));
    }

    [Fact]
    public void Missing_file_is_unavailable() =>
        Assert.Equal("PASSPHRASE_UNAVAILABLE", RefusalOf(PassphraseSource.File(folder["none"])));

    [Fact]
    public void Descriptor_gives_its_line()
    {
        Write("pass", "correct horse\nnext line");
        using var file = File.OpenHandle(folder["pass"]);
        var source = PassphraseSource.Descriptor((int)file.DangerousGetHandle());
        Assert.True(source.TryRead("", out var passphrase, out _));
        using (passphrase)
        {
            Assert.Equal("correct horse", Encoding.UTF8.GetString(passphrase.Bytes));
        }

        Assert.False(file.IsClosed);
    }

    [Fact]
    public void Closed_descriptor_is_unavailable() =>
        Assert.Equal("PASSPHRASE_UNAVAILABLE", RefusalOf(PassphraseSource.Descriptor(987_654)));

    [Theory]
    [InlineData("prompt", true)]
    [InlineData("file:/path", true)]
    [InlineData("fd:3", true)]
    [InlineData("file:", false)]
    [InlineData("fd:", false)]
    [InlineData("fd:-1", false)]
    [InlineData("fd:x", false)]
    [InlineData("pass:correct horse", false)]
    [InlineData("correct horse", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Sources_are_named_and_never_hold_the_passphrase(string? text, bool expected) =>
        Assert.Equal(expected, PassphraseSource.TryParse(text, out _));

    [Fact]
    public void Typed_line_can_be_corrected()
    {
        using var line = new PromptLine();
        foreach (var typed in "horsf")
        {
            Assert.False(line.Add(new ConsoleKeyInfo(typed, ConsoleKey.A, shift: false, alt: false, control: false)));
        }

        Assert.False(line.Add(new ConsoleKeyInfo('\b', ConsoleKey.Backspace, shift: false, alt: false, control: false)));
        Assert.False(line.Add(new ConsoleKeyInfo('e', ConsoleKey.E, shift: false, alt: false, control: false)));
        Assert.False(line.Add(new ConsoleKeyInfo('\u001b', ConsoleKey.Escape, shift: false, alt: false, control: false)));
        Assert.True(line.Add(new ConsoleKeyInfo('\r', ConsoleKey.Enter, shift: false, alt: false, control: false)));
        Assert.True(line.TryFinish(out var passphrase, out _));
        using (passphrase)
        {
            Assert.Equal("horse", Encoding.UTF8.GetString(passphrase.Bytes));
        }
    }

    [Fact]
    public void Typed_line_too_long_is_refused()
    {
        using var line = new PromptLine();
        for (var i = 0; i < 2000; i++)
        {
            line.Add(new ConsoleKeyInfo('x', ConsoleKey.X, shift: false, alt: false, control: false));
        }

        Assert.False(line.TryFinish(out _, out var refusal));
        Assert.Equal("PASSPHRASE_LONG", refusal.Code);
    }

    [Fact]
    public void Passphrase_does_not_print()
    {
        using var passphrase = new Passphrase("correct horse"u8);
        Assert.Equal("Secret(passphrase)", $"{passphrase}");
    }

    public void Dispose() => folder.Dispose();

    private static string RefusalOf(PassphraseSource source)
    {
        Assert.False(source.TryRead("", out _, out var refusal));
        return refusal.Code;
    }

    private void Write(string name, string content)
    {
        File.WriteAllText(folder[name], content);
        File.SetUnixFileMode(folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
