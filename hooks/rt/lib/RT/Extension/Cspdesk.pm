package RT::Extension::Cspdesk;

# Tells cspdesk which ticket transactions have happened: one signed csp.event/1 each,
# without any message content. cspdesk then reads the ticket itself.
#
# What this file promises:
#  - nothing is sent before RT's client has its answer and the database has committed:
#    a slow or dead receiver slows nobody down, a rolled back change is not announced;
#  - a POST that fails is one line in rt.log and nothing else. Nothing is retried here:
#    cspdesk sweeps RT::REST2::Resource::Cspdesk for what it has not heard of;
#  - without a usable secret nothing is sent at all.
#
#   Plugin('RT::Extension::Cspdesk');
#   Set(%Cspdesk, URL => 'http://127.0.0.1:8080/hook/rt', SecretFile => '/etc/.../cspdesk.secret',
#                 Timeout => 2, IgnoreUsers => ['cspdesk']);
#
# The signature is Standard Webhooks': webhook-id, webhook-timestamp (Unix seconds),
# webhook-signature "v1," . base64( HMAC-SHA256( key, "id.timestamp.body" ) ).

use strict;
use warnings;

use Digest::SHA  ();
use HTTP::Tiny   ();
use JSON         ();
use MIME::Base64 ();
use Plack::Util  ();

# hooks/rt/install asks this file what a good secret is, and has no RT then.
require RT::Extension::Cspdesk::Reply if $INC{'RT.pm'};

our $VERSION = '1.3';

use constant KEY_MIN      => 24;                  # bytes; Standard Webhooks' own lower limit
use constant TEST_SUBJECT => 'cspdesk doctor';    # of the ticket on which `cspdesk doctor` tries the hook

my ( @queue, $in_request );

sub Queue {
    my ( $class, $txn_id ) = @_;
    push @queue, $txn_id;
}

END { __PACKAGE__->Flush unless $in_request }    # rt-crontool and other scripts

sub PSGIWrap {
    my ( $class, $app ) = @_;
    return sub {
        my $env = shift;
        ( $in_request, @queue ) = (1);
        if ( $env->{'psgix.cleanup'} ) {                        # FastCGI: after the response
            push @{ $env->{'psgix.cleanup.handlers'} }, sub { $class->Flush($env) };
            return $app->($env);
        }
        return Plack::Util::response_cb( $app->($env), sub {    # others: at its end
            return sub { $class->Flush($env) unless defined $_[0]; $_[0] };
        } );
    };
}

sub Flush {
    my ( $class, $env ) = @_;
    my @todo = sort { $a <=> $b } splice @queue or return;
    local ( $@, $? );

    # What was rolled back must not be found, nor old values sent; and what is read
    # here must not be in the next request's cache.
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
    eval { $class->Send( $env, @todo ); 1 } or RT->Logger->error( 'cspdesk: ' . OneLine($@) );
    RT::Principal->InvalidateACLCache;
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
}

sub Send {
    my ( $class, $env, @todo ) = @_;
    my %conf   = RT->Config->Get('Cspdesk');
    my @events = $class->Events( $env, \%conf, @todo ) or return;
    my $key    = $class->Key( $conf{SecretFile} );
    my $url    = $conf{URL} or die "URL is not set in %Cspdesk\n";
    my $http   = $class->Client( $conf{Timeout} );
    while ( my $event = shift @events ) {
        my $res = $http->post( $url, $class->Request( $key, $event ) );
        next if $res->{success};

        # 599 is HTTP::Tiny's own: no connection, or no answer in time. Waiting for
        # that once per request is enough.
        my $dead = $res->{status} == 599;
        RT->Logger->error( sprintf 'cspdesk: %s%s not delivered: %s %s', $event->{id},
            $dead && @events ? ' and ' . @events . ' more' : '',
            $res->{status}, OneLine( $dead ? $res->{content} : $res->{reason} ) );
        return if $dead;
    }
}

sub OneLine {
    my $text = shift;
    s/\s+/ /g, s/ $// for $text;
    return $text;
}

# No redirects, and no proxy from the environment: these bytes go where the
# configuration says and nowhere else.
sub Client {
    my ( $class, $timeout ) = @_;
    return HTTP::Tiny->new(
        agent => "RT-Extension-Cspdesk/$VERSION", timeout => $timeout || 2, max_redirect => 0,
        verify_SSL => 1, map { $_ => undef } qw(proxy http_proxy https_proxy),
    );
}

sub Request {
    my ( $class, $key, $event ) = @_;
    my ( $id, $now ) = ( $event->{id}, time );
    my $body = JSON->new->utf8->canonical->encode($event);
    my $hmac = Digest::SHA::hmac_sha256( "$id.$now.$body", $key );
    return {
        content => $body,
        headers => {
            'Content-Type'      => 'application/json',
            'webhook-id'        => $id,
            'webhook-timestamp' => $now,
            'webhook-signature' => 'v1,' . MIME::Base64::encode_base64( $hmac, '' ),
        },
    };
}

# The key, or a death with one clear sentence.
sub Key {
    my ( $class, $file ) = @_;
    die "SecretFile is not set in %Cspdesk; nothing is sent\n" unless defined $file && length $file;
    open my $fh, '<', $file or die "cannot read the secret file $file: $!; nothing is sent\n";
    die "the secret file $file is open to others (chmod o= it); nothing is sent\n" if ( stat $fh )[2] & 07;
    my $line = <$fh> // '';
    s/^\s+//, s/\s+$// for $line;
    my $key = $line =~ s/^whsec_// ? MIME::Base64::decode_base64($line) : $line;
    die "the key in $file is shorter than " . KEY_MIN . " bytes; nothing is sent\n" if length $key < KEY_MIN;
    return $key;
}

# Whose request it was: REST2 knows; else whoever made the first transaction (the
# later ones may be RT_System's, made by scrips). Our own writes tell us nothing new,
# but on doctor's test ticket they are how the hook is tried.
sub Events {
    my ( $class, $env, $conf, @todo ) = @_;
    my $who = $env && $env->{'rt.current_user'} && $env->{'rt.current_user'}->Name;
    my @events;
    for my $id (@todo) {
        my $txn = RT::Transaction->new( RT->SystemUser );
        $txn->Load($id);
        next unless $txn->id;
        $who ||= $txn->CreatorObj->Name;
        my $ours = grep { $_ eq $who } @{ $conf->{IgnoreUsers} || [] };
        push @events, $class->Event( $txn, $who ) if !$ours || IsTest( $txn, $who );
    }
    return @events;
}

# Made by the integration user itself: nobody else's ticket counts, whatever its subject.
sub IsTest {
    my ( $txn, $who ) = @_;
    my $ticket = RT::Ticket->new( RT->SystemUser );
    $ticket->LoadById( $txn->__Value('ObjectId') );
    return ( $ticket->Subject // '' ) eq TEST_SUBJECT && $ticket->CreatorObj->Name eq $who;
}

# Reminders and approvals are RT::Tickets too, but nobody's request for help. The
# ticket is loaded by its own id: a merged one must not appear under its new one.
sub Event {
    my ( $class, $txn, $initiator ) = @_;
    my $ticket = RT::Ticket->new( RT->SystemUser );
    $ticket->LoadById( $txn->__Value('ObjectId') );
    return unless $ticket->id && ( $ticket->Type // '' ) eq 'ticket';
    return {
        schema      => 'csp.event/1',
        id          => 'rt-' . $txn->id,
        desk        => 'rt',
        event       => Kind( $txn, $ticket ),
        occurred_at => $txn->CreatedObj->W3CDTF( Timezone => 'UTC' ),
        ticket      => { id => '' . $ticket->id },
        transaction => { id => '' . $txn->id, type => $txn->Type },
        initiator   => $initiator,
    };
}

my %KIND = ( Create => 'ticket.created', Correspond => 'message', Comment => 'note' );

# RT writes a merge into both tickets; only one of them went away.
sub Kind {
    my ( $txn, $ticket ) = @_;
    my ( $type, $field, $new ) = map { $txn->$_ // '' } qw(Type Field NewValue);
    return $KIND{$type} if $KIND{$type};
    return $ticket->EffectiveId == $ticket->id ? 'updated' : 'merged'
        if $type eq 'AddLink' && $field eq 'MergedInto';
    return 'updated' unless $field eq 'Status';
    return 'deleted' if $new eq 'deleted';
    return $ticket->LifecycleObj->IsInactive($new) ? 'closed' : 'updated';
}

1;
